package io.treeline.processor.dialect;

import io.treeline.model.TokenUsage;
import io.treeline.processor.facts.Field;
import io.treeline.processor.facts.TokenBasis;

/// Turns token counts as sent into the inclusive form (genai-dialects.md 5.1).
///
/// Inclusive: cache tokens are part of the input, reasoning tokens of the output. Some clients
/// count them apart; which of both a span does is decided by proof where there is one.
final class UsageRules {
  private final long input;
  private final long output;
  private final long total;
  private final long cacheRead;
  private final long cacheWrite;
  private final long reasoning;
  private final long uncached;
  private final long cached;

  private final boolean exclusive;
  private final boolean cachedInTotal;

  /// @param exclusive whether the dialect is known to count cached input apart (rule 1)
  /// @param cachedInTotal whether what its totals hold beside input and output is cached input
  UsageRules(Candidates fields, boolean exclusive, boolean cachedInTotal) {
    input = fields.count(Field.INPUT_TOKENS);
    output = fields.count(Field.OUTPUT_TOKENS);
    total = fields.count(Field.TOTAL_TOKENS);
    cacheRead = fields.count(Field.CACHE_READ_TOKENS);
    cacheWrite = cacheWrite(fields);
    reasoning = fields.count(Field.REASONING_TOKENS);
    uncached = fields.count(Field.UNCACHED_INPUT_TOKENS);
    cached = known(cacheRead) + known(cacheWrite);
    this.exclusive = exclusive;
    this.cachedInTotal = cachedInTotal;
  }

  private static long cacheWrite(Candidates fields) {
    long whole = fields.count(Field.CACHE_WRITE_TOKENS);
    return whole >= 0
        ? whole
        : TokenUsage.add(
            fields.count(Field.CACHE_WRITE_5M_TOKENS), fields.count(Field.CACHE_WRITE_1H_TOKENS));
  }

  TokenUsage usage() {
    boolean addCached = inputBasis().isApart();
    long in = hasRest() ? total - output : addCached ? input + cached : input;
    long out = outputBasis().isApart() ? output + reasoning : output;
    return new TokenUsage(in, out, total(in, out, addCached), cacheRead, cacheWrite, reasoning);
  }

  /// Whether the total tells of cached input that no count names (Strands on Bedrock).
  private boolean hasRest() {
    return cachedInTotal
        && input >= 0
        && output >= 0
        && cached == 0
        && reasoning <= 0
        && total > TokenUsage.add(input, output);
  }

  private long total(long in, long out, boolean addedCached) {
    boolean isTooSmall = addedCached && total == input + known(output);
    if (total >= 0 && !isTooSmall) {
      return total;
    }
    return in < 0 || out < 0 ? TokenUsage.UNKNOWN : in + out;
  }

  /// How cached input was counted.
  TokenBasis inputBasis() {
    if (hasRest()) {
      return TokenBasis.APART_BY_TOTAL;
    }
    if (input < 0 || cached == 0) {
      return TokenBasis.NONE;
    }
    if (exclusive) {
      return TokenBasis.APART_BY_DIALECT;
    }
    if (uncached >= 0 && uncached != input + cached) {
      return uncached == input ? TokenBasis.APART_BY_REST : TokenBasis.INCLUDED_BY_REST;
    }
    if (cached > input) {
      return TokenBasis.APART_BY_SIZE;
    }
    if (total >= 0 && output >= 0 && total == input + output) {
      return TokenBasis.INCLUDED_BY_TOTAL;
    }
    return total >= 0 && output >= 0 && total == input + output + cached
        ? TokenBasis.APART_BY_TOTAL
        : TokenBasis.INCLUDED_BY_DEFAULT;
  }

  /// How reasoning was counted.
  TokenBasis outputBasis() {
    if (output < 0 || reasoning <= 0) {
      return TokenBasis.NONE;
    }
    if (reasoning > output) {
      return TokenBasis.APART_BY_SIZE;
    }
    if (total < 0 || input < 0) {
      return TokenBasis.INCLUDED_BY_DEFAULT;
    }
    if (total == input + output || total == input + output + cached && cached > 0) {
      return TokenBasis.INCLUDED_BY_TOTAL;
    }
    return total == input + output + reasoning
        ? TokenBasis.APART_BY_TOTAL
        : TokenBasis.INCLUDED_BY_DEFAULT;
  }

  private static long known(long count) {
    return Math.max(count, 0);
  }
}

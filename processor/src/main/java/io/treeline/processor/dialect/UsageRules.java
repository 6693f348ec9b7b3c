package io.treeline.processor.dialect;

import io.treeline.model.TokenUsage;
import io.treeline.processor.facts.Field;

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

  private UsageRules(Candidates fields) {
    input = fields.count(Field.INPUT_TOKENS);
    output = fields.count(Field.OUTPUT_TOKENS);
    total = fields.count(Field.TOTAL_TOKENS);
    cacheRead = fields.count(Field.CACHE_READ_TOKENS);
    cacheWrite = cacheWrite(fields);
    reasoning = fields.count(Field.REASONING_TOKENS);
    uncached = fields.count(Field.UNCACHED_INPUT_TOKENS);
  }

  /// @param exclusive whether the dialect is known to count cached input apart (rule 1)
  static TokenUsage usage(Candidates fields, boolean exclusive) {
    return new UsageRules(fields).normalise(exclusive);
  }

  private static long cacheWrite(Candidates fields) {
    long whole = fields.count(Field.CACHE_WRITE_TOKENS);
    return whole >= 0
        ? whole
        : TokenUsage.add(
            fields.count(Field.CACHE_WRITE_5M_TOKENS), fields.count(Field.CACHE_WRITE_1H_TOKENS));
  }

  private TokenUsage normalise(boolean exclusive) {
    long cached = known(cacheRead) + known(cacheWrite);
    boolean addCached = input >= 0 && cached > 0 && (exclusive || isInputExclusive(cached));
    boolean addReasoning = output >= 0 && known(reasoning) > 0 && isReasoningExclusive(cached);
    long in = addCached ? input + cached : input;
    long out = addReasoning ? output + reasoning : output;
    return new TokenUsage(in, out, total(in, out, addCached), cacheRead, cacheWrite, reasoning);
  }

  private long total(long in, long out, boolean addedCached) {
    boolean isTooSmall = addedCached && total == input + known(output);
    if (total >= 0 && !isTooSmall) {
      return total;
    }
    return in < 0 || out < 0 ? TokenUsage.UNKNOWN : in + out;
  }

  private boolean isInputExclusive(long cached) {
    if (uncached >= 0 && uncached != input + cached) { // rule 4
      return uncached == input;
    }
    if (total >= 0 && output >= 0) { // rule 2
      if (total == input + output) {
        return cached > input;
      }
      if (total == input + output + cached) {
        return true;
      }
    }
    return cached > input; // rule 3
  }

  private boolean isReasoningExclusive(long cached) {
    if (total >= 0 && input >= 0) { // rule 2
      if (total == input + output || total == input + output + cached && cached > 0) {
        return reasoning > output;
      }
      if (total == input + output + reasoning) {
        return true;
      }
    }
    return reasoning > output; // rule 3
  }

  private static long known(long count) {
    return Math.max(count, 0);
  }
}

package io.treeline.processor.cost;

import static io.treeline.model.TokenUsage.UNKNOWN;

import io.treeline.model.TokenUsage;
import org.jspecify.annotations.Nullable;

/// The tokens of one call in classes that do not overlap, so that each token is billed once.
///
/// A subset that claims more than its whole (cache reads beyond the input) is cut to it.
final class CallTokens {
  /// More than any call can have; with it no cost overflows (see [Rates#MAX_PICO_USD]).
  static final long MAX_TOKENS = 1_000_000_000;

  private final long input;
  private final long[] byClass = new long[TokenClass.ALL.length];

  private CallTokens(CallToPrice call, long input, long output) {
    this.input = input;
    splitInput(call);
    splitOutput(call, output);
  }

  /// Splits a call's usage, or null when it has neither input nor output or is absurd. A count that
  /// is not reported adds nothing (embeddings have no output).
  static @Nullable CallTokens of(CallToPrice call) {
    TokenUsage usage = call.usage();
    long input = usage.input() == UNKNOWN ? rest(usage.total(), usage.output()) : usage.input();
    long output = usage.output() == UNKNOWN ? rest(usage.total(), usage.input()) : usage.output();
    long known = TokenUsage.add(input, output);
    if (known == UNKNOWN || known > MAX_TOKENS) {
      return null;
    }
    return new CallTokens(call, Math.max(input, 0), Math.max(output, 0));
  }

  /// All input tokens, cached or not: what price tiers go by.
  long input() {
    return input;
  }

  long count(TokenClass tokenClass) {
    return byClass[tokenClass.ordinal()];
  }

  private void splitInput(CallToPrice call) {
    long left = input;
    left -= take(TokenClass.CACHE_READ, call.usage().cacheRead(), left);
    long lifetimes = TokenUsage.add(call.parts().cacheWrite5m(), call.parts().cacheWrite1h());
    long written = call.usage().cacheWrite() == UNKNOWN ? lifetimes : call.usage().cacheWrite();
    long writes = Math.clamp(written, 0, left);
    left -= writes;
    writes -= take(TokenClass.CACHE_WRITE_1H, call.parts().cacheWrite1h(), writes);
    writes -= take(TokenClass.CACHE_WRITE_5M, call.parts().cacheWrite5m(), writes);
    take(TokenClass.CACHE_WRITE, writes, writes);
    left -= take(TokenClass.INPUT_AUDIO, call.parts().inputAudio(), left);
    left -= take(TokenClass.INPUT_IMAGE, call.parts().inputImage(), left);
    take(TokenClass.INPUT, left, left);
  }

  private void splitOutput(CallToPrice call, long output) {
    long left = output;
    left -= take(TokenClass.OUTPUT_AUDIO, call.parts().outputAudio(), left);
    left -= take(TokenClass.OUTPUT_IMAGE, call.parts().outputImage(), left);
    left -= take(TokenClass.REASONING, call.usage().reasoning(), left);
    take(TokenClass.OUTPUT, left, left);
  }

  private long take(TokenClass tokenClass, long count, long available) {
    long taken = Math.clamp(count, 0, available);
    byClass[tokenClass.ordinal()] = taken;
    return taken;
  }

  private static long rest(long total, long part) {
    return total == UNKNOWN || part == UNKNOWN || part > total ? UNKNOWN : total - part;
  }
}

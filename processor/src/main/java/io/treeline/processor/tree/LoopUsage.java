package io.treeline.processor.tree;

import io.treeline.model.TokenUsage;
import io.treeline.processor.facts.Field;
import io.treeline.processor.trace.TraceSpan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What each call of a tool loop used itself, where its client reports the loop's sum so far.
///
/// Spring AI 1 adds to the counts of a call those of the calls before it, from the first that asked
/// for a tool on; all lie below one span. A call whose counts are not below its predecessor's, each
/// of them, is such a sum. Spring AI 2 gives every call a span around it and counts it alone.
final class LoopUsage {
  private static final String ASKED_FOR_TOOL = "tool_call";

  private final Map<TraceSpan, TokenUsage> own = new HashMap<>();

  private LoopUsage() {}

  /// @param calls the trace's calls, in order
  static LoopUsage of(List<TraceSpan> calls) {
    LoopUsage loops = new LoopUsage();
    Map<TraceSpan, TraceSpan> lastBelow = new HashMap<>();
    for (TraceSpan call : calls) {
      TraceSpan above = call.parent();
      if (above == null || !call.fields().has(Field.LOOP_TOTAL_TOKENS)) {
        continue;
      }
      TraceSpan before = lastBelow.put(above, call);
      if (before != null && continues(before, call)) {
        loops.own.put(call, minus(call.usage(), before.usage()));
      }
    }
    return loops;
  }

  TokenUsage of(TraceSpan call) {
    return own.getOrDefault(call, call.usage());
  }

  private static boolean continues(TraceSpan before, TraceSpan call) {
    return ASKED_FOR_TOOL.equals(before.finish())
        && before.isClosed()
        && before.endNanos() <= call.startNanos()
        && isSumOver(call.usage(), before.usage());
  }

  private static boolean isSumOver(TokenUsage sum, TokenUsage part) {
    return part.input() >= 0
        && part.output() >= 0
        && sum.input() >= part.input()
        && sum.output() >= part.output();
  }

  private static TokenUsage minus(TokenUsage sum, TokenUsage part) {
    long input = sum.input() - part.input();
    long output = sum.output() - part.output();
    return new TokenUsage(
        input, output, input + output, sum.cacheRead(), sum.cacheWrite(), sum.reasoning());
  }
}

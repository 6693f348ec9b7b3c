package io.treeline.processor.findings;

import io.treeline.model.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Rules about how the input of an agent's calls develops.
final class ContextRules {
  private final RunSteps run;
  private final FindingSettings settings;
  private final Found found;

  private ContextRules(RunSteps run, FindingSettings settings, Found found) {
    this.run = run;
    this.settings = settings;
    this.found = found;
  }

  static void apply(RunSteps run, FindingSettings settings, Found found) {
    ContextRules rules = new ContextRules(run, settings, found);
    rules.pressure();
    for (List<StepDetail> calls : run.callsByInvocation()) {
      List<StepDetail> counted = calls.stream().filter(call -> input(call) > 0).toList();
      rules.growth(counted);
      rules.compaction(counted);
      rules.cacheMiss(counted);
    }
  }

  private static long input(StepDetail call) {
    return CallRules.tokens(call).input();
  }

  private void pressure() {
    double share = settings.value(Threshold.CONTEXT_PRESSURE_SHARE);
    List<StepDetail> full = new ArrayList<>();
    double most = 0;
    for (StepDetail call : run.calls()) {
      long window = call.numbers().contextWindow();
      double used = window > 0 ? (double) input(call) / window : 0;
      if (used >= share && used <= 1) {
        full.add(call);
        most = Math.max(most, used);
      }
    }
    if (!full.isEmpty()) {
      found.add(
          Rule.CONTEXT_PRESSURE,
          Severity.INFO,
          full,
          Found.counted(full.size(), "call")
              + " filled up to "
              + Found.percent(most)
              + " of the context window");
    }
  }

  /// The longest stretch of calls each of which had more input than the one before.
  private void growth(List<StepDetail> calls) {
    int longestFrom = 0;
    int longestTo = 0;
    int from = 0;
    for (int i = 1; i <= calls.size(); i++) {
      boolean grows = i < calls.size() && input(calls.get(i)) > input(calls.get(i - 1));
      if (!grows) {
        if (i - from > longestTo - longestFrom) {
          longestFrom = from;
          longestTo = i;
        }
        from = i;
      }
    }
    int count = longestTo - longestFrom;
    if (count < settings.value(Threshold.CONTEXT_GROWTH_CALLS)) {
      return;
    }
    long first = input(calls.get(longestFrom));
    long last = input(calls.get(longestTo - 1));
    if (last >= first * settings.value(Threshold.CONTEXT_GROWTH_FACTOR)) {
      found.add(
          Rule.CONTEXT_GROWTH,
          Severity.INFO,
          calls.subList(longestFrom, longestTo),
          "input grew from " + first + " to " + last + " tokens in " + count + " calls");
    }
  }

  private void compaction(List<StepDetail> calls) {
    double left = 1 - settings.value(Threshold.COMPACTION_SHARE);
    List<StepDetail> compacted = new ArrayList<>();
    String first = "";
    for (int i = 1; i < calls.size(); i++) {
      StepDetail before = calls.get(i - 1);
      StepDetail call = calls.get(i);
      boolean sameModel = Objects.equals(CallRules.model(before), CallRules.model(call));
      boolean isAfter = before.endNanos() <= call.startNanos();
      if (sameModel && isAfter && input(call) < input(before) * left) {
        first = compacted.isEmpty() ? input(before) + " to " + input(call) : first;
        compacted.add(call);
      }
    }
    if (!compacted.isEmpty()) {
      found.add(
          Rule.COMPACTED,
          Severity.INFO,
          compacted,
          "input fell from " + first + " tokens between two calls");
    }
  }

  private void cacheMiss(List<StepDetail> calls) {
    long read = 0;
    long written = 0;
    long all = 0;
    for (StepDetail call : calls) {
      read += Math.max(0, CallRules.tokens(call).cacheRead());
      written += Math.max(0, CallRules.tokens(call).cacheWrite());
      all += input(call);
    }
    boolean enough = calls.size() >= settings.value(Threshold.CACHE_MISS_CALLS);
    if (enough && written > 0 && read < all * settings.value(Threshold.CACHE_MISS_SHARE)) {
      found.add(
          Rule.CACHE_MISS,
          Severity.INFO,
          calls,
          written + " tokens were written to the cache, " + read + " of " + all + " read from it");
    }
  }
}

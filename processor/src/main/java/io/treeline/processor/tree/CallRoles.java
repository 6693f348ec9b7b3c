package io.treeline.processor.tree;

import io.treeline.model.Charge;
import io.treeline.processor.trace.TraceSpan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which billed steps are calls, and which only show a call that is counted elsewhere.
///
/// Filled by the ledger's rules in turn, by one thread.
final class CallRoles {
  private final List<TraceSpan> calls = new ArrayList<>();
  private final Map<TraceSpan, Charge> layers = new HashMap<>();
  private final Map<TraceSpan, TraceSpan> shown = new HashMap<>();

  void call(TraceSpan step) {
    calls.add(step);
  }

  /// Makes a step the outer layer of a call, or of several when `call` is null.
  void wraps(TraceSpan step, @Nullable TraceSpan call) {
    layers.put(step, Charge.WRAPPER);
    if (call != null) {
      shown.put(step, call);
    }
  }

  /// Makes a step a second view of a call.
  void repeats(TraceSpan step, TraceSpan call) {
    layers.put(step, Charge.DUPLICATE);
    shown.put(step, call);
  }

  /// The steps that are calls by the rules so far, in order.
  List<TraceSpan> calls() {
    return calls.stream().filter(c -> !layers.containsKey(c)).sorted(TraceSpan.ORDER).toList();
  }

  Map<TraceSpan, Charge> layers() {
    return layers;
  }

  /// The other views of each call, in order.
  Map<TraceSpan, List<TraceSpan>> viewsByCall() {
    Map<TraceSpan, List<TraceSpan>> views = new HashMap<>();
    for (TraceSpan step : shown.keySet()) {
      TraceSpan call = step;
      for (TraceSpan next = shown.get(call); next != null; next = shown.get(call)) {
        call = next;
      }
      views.computeIfAbsent(call, c -> new ArrayList<>(1)).add(step);
    }
    views.values().forEach(list -> list.sort(TraceSpan.ORDER));
    return views;
  }
}

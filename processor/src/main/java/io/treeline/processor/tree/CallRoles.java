package io.treeline.processor.tree;

import io.treeline.model.Charge;
import io.treeline.model.ChargeReason;
import io.treeline.model.SpanId;
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
  private static final String WRAPS_ONE = "outer layer of the call below (rule A)";
  private static final String WRAPS_SEVERAL = "outer layer of several calls below (rule A)";

  private final List<TraceSpan> calls = new ArrayList<>();
  private final Map<TraceSpan, Charge> layers = new HashMap<>();
  private final Map<TraceSpan, TraceSpan> shown = new HashMap<>();
  private final Map<TraceSpan, String> rules = new HashMap<>();

  void call(TraceSpan step) {
    calls.add(step);
  }

  /// Makes a step the outer layer of a call, or of several when `call` is null.
  void wraps(TraceSpan step, @Nullable TraceSpan call) {
    layers.put(step, Charge.WRAPPER);
    rules.put(step, call == null ? WRAPS_SEVERAL : WRAPS_ONE);
    if (call != null) {
      shown.put(step, call);
    }
  }

  /// Makes a step a second view of a call, by a rule in words.
  void repeats(TraceSpan step, TraceSpan call, String rule) {
    layers.put(step, Charge.DUPLICATE);
    rules.put(step, rule);
    shown.put(step, call);
  }

  /// The steps that are calls by the rules so far, in order.
  List<TraceSpan> calls() {
    return calls.stream().filter(c -> !layers.containsKey(c)).sorted(TraceSpan.ORDER).toList();
  }

  Map<TraceSpan, Charge> layers() {
    return layers;
  }

  /// Why each layer is one, and which call it shows in the end.
  Map<TraceSpan, ChargeReason> reasons() {
    Map<TraceSpan, ChargeReason> reasons = new HashMap<>();
    rules.forEach((step, rule) -> {
      TraceSpan call = chargedFor(step);
      reasons.put(step, new ChargeReason(rule, call == step ? SpanId.NONE : call.id()));
    });
    return reasons;
  }

  private TraceSpan chargedFor(TraceSpan step) {
    TraceSpan call = step;
    for (TraceSpan next = shown.get(call); next != null; next = shown.get(call)) {
      call = next;
    }
    return call;
  }

  /// The other views of each call, in order.
  Map<TraceSpan, List<TraceSpan>> viewsByCall() {
    Map<TraceSpan, List<TraceSpan>> views = new HashMap<>();
    for (TraceSpan step : shown.keySet()) {
      views.computeIfAbsent(chargedFor(step), c -> new ArrayList<>(1)).add(step);
    }
    views.values().forEach(list -> list.sort(TraceSpan.ORDER));
    return views;
  }
}

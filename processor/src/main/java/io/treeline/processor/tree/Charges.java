package io.treeline.processor.tree;

import io.treeline.model.Charge;
import io.treeline.model.ChargeReason;
import io.treeline.processor.trace.TraceSpan;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the ledger decided: the role of every step's usage, and the calls counted.
///
/// `elsewhere` are calls that another trace shows better and charges. `mismatched` are containers
/// that report more than the calls below them, `repeated` are spans that show a call which another
/// instrumentation shows too. Both in order.
record Charges(
    Map<TraceSpan, Charge> roles,
    Map<TraceSpan, ChargeReason> reasons,
    Map<TraceSpan, Call> calls,
    Map<TraceSpan, Call> elsewhere,
    List<TraceSpan> mismatched,
    List<TraceSpan> repeated) {

  ChargeReason reason(TraceSpan step) {
    return reasons.getOrDefault(step, ChargeReason.NO_USAGE);
  }

  Charge role(TraceSpan step) {
    return roles.getOrDefault(step, Charge.NONE);
  }

  /// The call that a step shows, charged here or in another trace; null when it shows none.
  @Nullable Call shown(TraceSpan step) {
    Call call = calls.get(step);
    return call == null ? elsewhere.get(step) : call;
  }

  /// The call charged at a step, or null when none is.
  @Nullable Call call(TraceSpan step) {
    return calls.get(step);
  }
}

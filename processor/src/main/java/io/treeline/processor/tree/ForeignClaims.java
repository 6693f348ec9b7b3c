package io.treeline.processor.tree;

import io.treeline.model.Charge;
import io.treeline.model.ChargeReason;
import io.treeline.model.Claim;
import io.treeline.processor.trace.TraceSpan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Lets other traces that show the same calls have their say, after the ledger charged a trace as
/// if it were alone.
///
/// A call that another trace shows better is charged there; one that this trace shows better takes
/// over the details that only the other one knows.
final class ForeignClaims {
  private static final ChargeReason ELSEWHERE =
      ChargeReason.of("another trace shows the same call better and is charged");

  private final Ledger ledger;
  private final Map<Long, List<Claim>> byHash = new HashMap<>();

  ForeignClaims(Ledger ledger, List<Claim> foreign) {
    this.ledger = ledger;
    for (Claim claim : foreign) {
      byHash.computeIfAbsent(claim.responseHash(), h -> new ArrayList<>(1)).add(claim);
    }
  }

  /// @param claims the trace's own claims, by the steps that they are about
  Charges settle(Charges charges, Map<TraceSpan, Claim> claims) {
    if (byHash.isEmpty()) {
      return charges;
    }
    Map<TraceSpan, Charge> roles = new HashMap<>(charges.roles());
    Map<TraceSpan, ChargeReason> reasons = new HashMap<>(charges.reasons());
    Map<TraceSpan, Call> calls = new HashMap<>(charges.calls());
    Map<TraceSpan, Call> elsewhere = new HashMap<>();
    claims.forEach((step, claim) -> {
      Call call = calls.get(step);
      List<Claim> same = sameCall(claim);
      if (call == null || same.isEmpty()) {
        return;
      }
      if (same.stream().anyMatch(other -> Claims.goesBefore(other, claim))) {
        roles.put(step, Charge.DUPLICATE);
        reasons.put(step, ELSEWHERE);
        calls.remove(step);
        elsewhere.put(step, ledger.chargedElsewhere(call));
      } else {
        calls.put(step, ledger.completed(call, same.stream().map(Claim::tokens).toList()));
      }
    });
    return new Charges(roles, reasons, calls, elsewhere, charges.mismatched(), charges.repeated());
  }

  private List<Claim> sameCall(Claim claim) {
    return byHash.getOrDefault(claim.responseHash(), List.of()).stream()
        .filter(other -> Claims.isSameCall(claim, other))
        .toList();
  }
}

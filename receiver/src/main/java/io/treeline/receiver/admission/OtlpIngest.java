package io.treeline.receiver.admission;

import io.treeline.model.ingest.Refusal;
import io.treeline.model.ingest.SpanIntake;
import io.treeline.receiver.scan.Arrival;
import io.treeline.receiver.scan.DecodedRequest;
import io.treeline.receiver.scan.OtlpScanner;
import io.treeline.receiver.scan.RefusedException;
import io.treeline.receiver.scan.ScannedRequest;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Brings a request from its bytes to the ring, and the journal's verdict back.
///
/// OK is never decided here: unless there is nothing to store, it comes from the journal. Safe for
/// any number of threads; never waits.
public final class OtlpIngest {
  private final OtlpScanner scanner;
  private final SpanIntake intake;
  private final ReceiverTelemetry telemetry;
  private final LongSupplier unixNanos;

  /// @param unixNanos the wall clock, for arrival times
  public OtlpIngest(
      OtlpScanner scanner, SpanIntake intake, ReceiverTelemetry telemetry, LongSupplier unixNanos) {
    this.scanner = scanner;
    this.intake = intake;
    this.telemetry = telemetry;
    this.unixNanos = unixNanos;
  }

  /// Scans and offers the request; releases its charge when it is answered, and its body as soon as
  /// the chunks are made.
  public void take(OtlpRequest request, Answer answer) {
    Arrival arrival = new Arrival(request.transport(), unixNanos.getAsLong());
    ScannedRequest scanned;
    try {
      DecodedRequest decoded = request.decoded();
      scanned =
          scanner
              .scan(request.signal(), decoded.body(), arrival, request.charge())
              .with(decoded, request.signal());
    } catch (RefusedException e) {
      refuseUnscanned(request.charge(), e.refusal(), answer);
      return;
    }
    offer(request.withoutBody(), scanned, answer);
  }

  private void offer(OtlpRequest request, ScannedRequest scanned, Answer answer) {
    if (scanned.batch().chunks().isEmpty()) {
      settle(request, scanned, null, answer);
      return;
    }
    long offeredNanos = System.nanoTime();
    Refusal refusal =
        intake.offer(
            scanned.batch(),
            verdict -> {
              telemetry.acked(System.nanoTime() - offeredNanos);
              settle(request, scanned, verdict, answer);
            });
    if (refusal != null) {
      settle(request, scanned, refusal, answer);
    }
  }

  /// Ends a request of which nothing is known but that it cannot be taken.
  public void refuseUnscanned(InFlightCharge charge, Refusal refusal, Answer answer) {
    charge.release();
    refuseUnscanned(refusal, answer);
  }

  /// As [#refuseUnscanned(InFlightCharge, Refusal, Answer)], for a request that holds nothing, or
  /// whose charge somebody else gives back.
  public void refuseUnscanned(Refusal refusal, Answer answer) {
    telemetry.refusedUnscanned(refusal.reason());
    answer.answer(new Verdict.Refused(refusal));
  }

  private void settle(
      OtlpRequest request, ScannedRequest scanned, @Nullable Refusal refusal, Answer answer) {
    request.charge().release();
    if (refusal != null) {
      telemetry.refused(request, scanned, refusal.reason());
      answer.answer(new Verdict.Refused(refusal));
      return;
    }
    telemetry.accepted(request, scanned);
    answer.answer(
        scanned.rejected() == 0
            ? Verdict.COMPLETE
            : new Verdict.Accepted(scanned.rejected(), scanned.rejection()));
  }
}

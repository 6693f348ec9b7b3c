package io.treeline.receiver.grpc;

import io.treeline.model.ingest.RefusalReason;
import io.treeline.receiver.admission.Admission;
import io.treeline.receiver.admission.ReceiverTelemetry;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/// What the connections of one port share.
final class PortCalls {
  /// Memory that a connection may take in buffers when its client means harm.
  private static final long CONNECTION_BYTES = 256 << 10;

  private final Admission admission;
  private final ReceiverTelemetry telemetry;
  private final LongSupplier nanoTime;
  private final int maxConnections;
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger connections = new AtomicInteger();

  PortCalls(
      Admission admission, ReceiverTelemetry telemetry, LongSupplier nanoTime, int maxConnections) {
    this.admission = admission;
    this.telemetry = telemetry;
    this.nanoTime = nanoTime;
    this.maxConnections = maxConnections;
  }

  /// As many connections as the heap allows.
  static int maxConnections() {
    return (int) Math.min(1 << 16, Runtime.getRuntime().maxMemory() / CONNECTION_BYTES);
  }

  long nowNanos() {
    return nanoTime.getAsLong();
  }

  /// Begins a call, which must [#end].
  CallMemory begin() {
    calls.incrementAndGet();
    return new CallMemory(admission, nanoTime.getAsLong());
  }

  void end() {
    calls.decrementAndGet();
  }

  int openCalls() {
    return calls.get();
  }

  boolean isShort() {
    return admission.isShort();
  }

  void unsupportedEncoding() {
    telemetry.refusedUnscanned(RefusalReason.UNSUPPORTED_ENCODING);
  }

  /// Counts a connection, or answers false if there are too many.
  boolean connected() {
    if (connections.incrementAndGet() <= maxConnections) {
      return true;
    }
    connections.decrementAndGet();
    telemetry.connectionRefused();
    return false;
  }

  void disconnected() {
    connections.decrementAndGet();
  }
}

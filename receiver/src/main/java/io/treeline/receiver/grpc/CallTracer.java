package io.treeline.receiver.grpc;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.treeline.model.ingest.RefusalReason;
import io.treeline.receiver.admission.ReceiverTelemetry;

/// Ties a call to its memory, and counts the calls that the transport itself refuses for what they
/// claim to hold, before our code sees a message.
final class CallTracer extends ServerStreamTracer {
  private final CallMemory memory;
  private final boolean ours;
  private final ReceiverTelemetry telemetry;

  private CallTracer(CallMemory memory, boolean ours, ReceiverTelemetry telemetry) {
    this.memory = memory;
    this.ours = ours;
    this.telemetry = telemetry;
  }

  /// Makes tracers in the context that [ArrivingFrames] sets.
  static ServerStreamTracer.Factory factory(ReceiverTelemetry telemetry) {
    return new ServerStreamTracer.Factory() {
      @Override
      public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
        return new CallTracer(CallMemory.current(), ExportService.has(fullMethodName), telemetry);
      }
    };
  }

  @Override
  public Context filterContext(Context context) {
    return memory.in(context);
  }

  @Override
  public void streamClosed(Status status) {
    if (memory.end() && ours && status.getCode() == Status.Code.RESOURCE_EXHAUSTED) {
      telemetry.refusedUnscanned(RefusalReason.TOO_LARGE);
    }
  }
}

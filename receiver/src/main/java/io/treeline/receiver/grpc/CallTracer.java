package io.treeline.receiver.grpc;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.treeline.model.ingest.RefusalReason;
import io.treeline.receiver.admission.ReceiverTelemetry;
import java.util.concurrent.atomic.AtomicBoolean;

/// Counts the calls that the transport itself refuses, before our code sees a message: too large on
/// the wire, or in an encoding we do not have.
final class CallTracer extends ServerStreamTracer {
  private static final Context.Key<CallTracer> CURRENT = Context.key("treeline-call-tracer");

  private final ReceiverTelemetry telemetry;
  private final AtomicBoolean messageArrived = new AtomicBoolean();

  private CallTracer(ReceiverTelemetry telemetry) {
    this.telemetry = telemetry;
  }

  static ServerStreamTracer.Factory factory(ReceiverTelemetry telemetry) {
    return new ServerStreamTracer.Factory() {
      @Override
      public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
        return ExportService.has(fullMethodName)
            ? new CallTracer(telemetry)
            : new ServerStreamTracer() {};
      }
    };
  }

  /// Says, in a callback of a call, that it is ours from now on.
  static void messageArrived() {
    CallTracer tracer = CURRENT.get();
    if (tracer != null) {
      tracer.messageArrived.set(true);
    }
  }

  @Override
  public Context filterContext(Context context) {
    return context.withValue(CURRENT, this);
  }

  @Override
  public void streamClosed(Status status) {
    if (messageArrived.get()) {
      return;
    }
    if (status.getCode() == Status.Code.RESOURCE_EXHAUSTED) {
      telemetry.refusedUnscanned(RefusalReason.TOO_LARGE);
    } else if (status.getCode() == Status.Code.UNIMPLEMENTED) {
      telemetry.refusedUnscanned(RefusalReason.UNSUPPORTED_ENCODING);
    }
  }
}

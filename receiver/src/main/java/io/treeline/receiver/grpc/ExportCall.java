package io.treeline.receiver.grpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.treeline.model.ingest.Refusal;
import io.treeline.model.ingest.RefusalReason;
import io.treeline.model.ingest.Transport;
import io.treeline.receiver.admission.Answer;
import io.treeline.receiver.admission.ExportResponses;
import io.treeline.receiver.admission.OtlpIngest;
import io.treeline.receiver.admission.OtlpRequest;
import io.treeline.receiver.admission.RefusalStatus;
import io.treeline.receiver.admission.Verdict;
import io.treeline.receiver.scan.Signal;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// One export call from its message to its status.
///
/// The callbacks come one at a time, on the pool. The verdict may come on the journal's thread,
/// which only hands it on.
final class ExportCall extends ServerCall.Listener<InboundMessage> implements Answer {
  private static final System.Logger LOG = System.getLogger(ExportCall.class.getName());
  private static final Metadata.Key<byte[]> STATUS_DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private final ServerCall<InboundMessage, byte[]> call;
  private final Signal signal;
  private final OtlpIngest ingest;
  private final Executor answers;
  private @Nullable InboundMessage message;
  private int messages;

  ExportCall(
      ServerCall<InboundMessage, byte[]> call, Signal signal, OtlpIngest ingest, Executor answers) {
    this.call = call;
    this.signal = signal;
    this.ingest = ingest;
    this.answers = answers;
  }

  @Override
  public void onMessage(InboundMessage received) {
    CallTracer.messageArrived();
    if (++messages == 1) {
      message = received;
    } else {
      received.charge().release();
    }
  }

  @Override
  public void onHalfClose() {
    InboundMessage received = message;
    if (received == null || messages != 1) {
      call.close(Status.INVALID_ARGUMENT.withDescription("not one message"), trailers());
      onCancel();
      return;
    }
    message = null;
    try {
      take(received);
    } catch (RuntimeException e) {
      // The top of our code on this thread; gRPC would make UNKNOWN of it.
      LOG.log(System.Logger.Level.ERROR, "a request could not be processed", e);
      Refusal fault = Refusal.retryable(RefusalReason.INTERNAL, "internal error");
      ingest.refuseUnscanned(received.charge(), fault, this);
    }
  }

  private void take(InboundMessage received) {
    if (received.refusal() != null) {
      ingest.refuseUnscanned(received.charge(), received.refusal(), this);
      return;
    }
    ingest.take(new OtlpRequest(signal, Transport.GRPC, received.body(), received.charge()), this);
  }

  /// A message that was not offered yet is forgotten; one that was is stored all the same, and a
  /// retry of it changes nothing.
  @Override
  public void onCancel() {
    if (message != null) {
      message.charge().release();
      message = null;
    }
  }

  @Override
  public void answer(Verdict verdict) {
    answers.execute(() -> send(verdict));
  }

  private void send(Verdict verdict) {
    if (call.isCancelled()) {
      return;
    }
    switch (verdict) {
      case Verdict.Accepted accepted -> {
        call.sendHeaders(trailers());
        call.sendMessage(ExportResponses.encode(accepted));
        call.close(Status.OK, trailers());
      }
      case Verdict.Refused refused -> {
        com.google.rpc.Status status = RefusalStatus.of(refused.refusal());
        Metadata trailers = trailers();
        trailers.put(STATUS_DETAILS, status.toByteArray());
        call.close(
            Status.fromCodeValue(status.getCode()).withDescription(status.getMessage()), trailers);
      }
    }
  }

  private static Metadata trailers() {
    return new Metadata();
  }
}

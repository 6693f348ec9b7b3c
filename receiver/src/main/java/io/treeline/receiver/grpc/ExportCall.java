package io.treeline.receiver.grpc;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.treeline.model.ingest.Refusal;
import io.treeline.model.ingest.RefusalReason;
import io.treeline.model.ingest.Transport;
import io.treeline.receiver.admission.Answer;
import io.treeline.receiver.admission.ExportResponses;
import io.treeline.receiver.admission.InFlightCharge;
import io.treeline.receiver.admission.OtlpIngest;
import io.treeline.receiver.admission.OtlpRequest;
import io.treeline.receiver.admission.RefusalStatus;
import io.treeline.receiver.admission.Verdict;
import io.treeline.receiver.scan.DecodedRequest;
import io.treeline.receiver.scan.Signal;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// One export call from its message to its status.
///
/// The callbacks come one at a time, on the scan pool. The verdict may come on the journal's
/// thread, a refusal of what arrives on the transport's; both only hand it on.
final class ExportCall extends ServerCall.Listener<InboundMessage> implements Answer {
  private static final System.Logger LOG = System.getLogger(ExportCall.class.getName());
  private static final Metadata.Key<byte[]> STATUS_DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  /// One more than a unary call has, so that a second message is seen.
  private static final int MESSAGES = 2;

  private final ServerCall<InboundMessage, byte[]> call;
  private final CallMemory memory;
  private final Signal signal;
  private final OtlpIngest ingest;
  private final Executor answers;
  private @Nullable InboundMessage message;
  private int messages;

  ExportCall(
      ServerCall<InboundMessage, byte[]> call,
      CallMemory memory,
      Signal signal,
      OtlpIngest ingest,
      Executor answers) {
    this.call = call;
    this.memory = memory;
    this.signal = signal;
    this.ingest = ingest;
    this.answers = answers;
  }

  /// Asks for the message; a call that is refused, now or while it arrives, is answered at once.
  void begin() {
    // What has arrived stays charged until the transport has let go of it.
    memory.onRefusal(refusal -> ingest.refuseUnscanned(refusal, this));
    if (!memory.isRefused()) {
      call.request(MESSAGES);
    }
  }

  @Override
  public void onMessage(InboundMessage received) {
    if (++messages == 1) {
      message = received;
    }
  }

  @Override
  public void onHalfClose() {
    InboundMessage received = message;
    message = null;
    boolean open =
        switch (received) {
          case null -> memory.claim();
          case InboundMessage.Unwanted unwanted -> false;
          case InboundMessage.Body body -> true;
          case InboundMessage.Unreadable unreadable -> true;
        };
    if (!open) {
      return;
    }
    InFlightCharge charge = memory.messageCharge();
    if (Context.current().isCancelled()) {
      // Cancelled or out of time: nobody waits for it any more, and nothing of it is kept.
      charge.release();
      return;
    }
    try {
      take(received, charge);
    } catch (RuntimeException e) {
      // The top of our code on this thread; gRPC would make UNKNOWN of it.
      LOG.log(System.Logger.Level.ERROR, "a request could not be processed", e);
      Refusal fault = Refusal.retryable(RefusalReason.INTERNAL, "internal error");
      ingest.refuseUnscanned(charge, fault, this);
    }
  }

  private void take(@Nullable InboundMessage received, InFlightCharge charge) {
    if (received instanceof InboundMessage.Unreadable unreadable) {
      ingest.refuseUnscanned(charge, unreadable.refusal(), this);
    } else if (received instanceof InboundMessage.Body body && messages == 1) {
      DecodedRequest decoded = DecodedRequest.whole(body.bytes());
      ingest.take(new OtlpRequest(signal, Transport.GRPC, decoded, charge), this);
    } else {
      ingest.refuseUnscanned(
          charge, Refusal.permanent(RefusalReason.MALFORMED, "not one message"), this);
    }
  }

  /// A message that was not offered yet is forgotten; one that was is stored all the same, and a
  /// retry of it changes nothing.
  @Override
  public void onCancel() {
    if (message != null && !(message instanceof InboundMessage.Unwanted)) {
      message = null;
      memory.messageCharge().release();
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

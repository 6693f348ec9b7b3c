package io.treeline.receiver.grpc;

import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.treeline.model.ingest.Refusal;
import io.treeline.model.ingest.RefusalReason;
import io.treeline.receiver.admission.InFlightCharge;
import io.treeline.receiver.admission.RequestBody;
import io.treeline.receiver.scan.RefusedException;
import java.io.IOException;
import java.io.InputStream;

/// Reads request messages as bytes. What they hold on the wire is charged already; what comes out
/// of a decompressor is charged once it is more than that, as the wire's bytes go while it comes.
///
/// Never throws: an exception from here would reach the client as UNKNOWN, which it does not retry.
record RequestMarshaller(int maxMessageBytes)
    implements MethodDescriptor.Marshaller<InboundMessage> {

  @Override
  public InboundMessage parse(InputStream stream) {
    CallMemory memory = CallMemory.current();
    if (!memory.claim()) {
      return new InboundMessage.Unwanted();
    }
    try {
      return new InboundMessage.Body(read(stream, memory.messageCharge()));
    } catch (RefusedException e) {
      return new InboundMessage.Unreadable(e.refusal());
    } catch (StatusRuntimeException e) {
      // The transport's own limit on what comes out of the decompressor.
      return refused(
          RefusalReason.TOO_LARGE, "the request is larger than " + maxMessageBytes + " bytes");
    } catch (IOException e) {
      return refused(RefusalReason.MALFORMED, "unreadable message: " + e.getMessage());
    }
  }

  private byte[] read(InputStream stream, InFlightCharge charge) throws IOException {
    if (!(stream instanceof KnownLength)) {
      return RequestBody.readAll(RequestBody.plain(stream, maxMessageBytes, charge), 0);
    }
    int length = stream.available();
    charge.require(length);
    byte[] body = new byte[length];
    stream.readNBytes(body, 0, length);
    return body;
  }

  private static InboundMessage refused(RefusalReason reason, String message) {
    return new InboundMessage.Unreadable(Refusal.permanent(reason, message));
  }

  @Override
  public InputStream stream(InboundMessage message) {
    throw new UnsupportedOperationException("a server sends no requests");
  }
}

package io.treeline.receiver.grpc;

import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.treeline.model.ingest.Refusal;
import io.treeline.model.ingest.RefusalReason;
import io.treeline.receiver.admission.Admission;
import io.treeline.receiver.admission.InFlightCharge;
import io.treeline.receiver.admission.RequestBody;
import io.treeline.receiver.scan.RefusedException;
import java.io.IOException;
import java.io.InputStream;

/// Reads request messages as bytes, charging them as they come out of the decompressor.
///
/// Never throws: an exception from here would reach the client as UNKNOWN, which it does not retry.
final class RequestMarshaller implements MethodDescriptor.Marshaller<InboundMessage> {
  private final Admission admission;
  private final int maxMessageBytes;

  RequestMarshaller(Admission admission, int maxMessageBytes) {
    this.admission = admission;
    this.maxMessageBytes = maxMessageBytes;
  }

  @Override
  public InboundMessage parse(InputStream stream) {
    InFlightCharge charge = admission.open();
    try {
      return new InboundMessage(read(stream, charge), charge, null);
    } catch (RefusedException e) {
      return InboundMessage.refused(charge, e.refusal());
    } catch (StatusRuntimeException e) {
      // The transport's own limit on what comes out of the decompressor.
      return refused(charge, RefusalReason.TOO_LARGE, tooLarge());
    } catch (IOException e) {
      return refused(charge, RefusalReason.MALFORMED, "unreadable message: " + e.getMessage());
    }
  }

  private byte[] read(InputStream stream, InFlightCharge charge) throws IOException {
    if (!(stream instanceof KnownLength)) {
      return RequestBody.plain(stream, maxMessageBytes, charge).readAllBytes();
    }
    int length = stream.available();
    charge.require(length);
    byte[] body = new byte[length];
    stream.readNBytes(body, 0, length);
    return body;
  }

  private String tooLarge() {
    return "the request is larger than " + maxMessageBytes + " bytes";
  }

  private static InboundMessage refused(
      InFlightCharge charge, RefusalReason reason, String message) {
    return InboundMessage.refused(charge, Refusal.permanent(reason, message));
  }

  @Override
  public InputStream stream(InboundMessage message) {
    throw new UnsupportedOperationException("a server sends no requests");
  }
}

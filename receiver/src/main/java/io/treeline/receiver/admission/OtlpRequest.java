package io.treeline.receiver.admission;

import io.treeline.model.ingest.Transport;
import io.treeline.receiver.scan.Signal;

/// An export request, decompressed and in protobuf, with the memory it is charged for.
public record OtlpRequest(Signal signal, Transport transport, byte[] body, InFlightCharge charge) {
  private static final byte[] NO_BODY = {};

  OtlpRequest withoutBody() {
    return new OtlpRequest(signal, transport, NO_BODY, charge);
  }
}

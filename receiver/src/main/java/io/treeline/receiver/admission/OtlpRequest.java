package io.treeline.receiver.admission;

import io.treeline.model.ingest.Transport;
import io.treeline.receiver.scan.DecodedRequest;
import io.treeline.receiver.scan.Signal;

/// An export request, decompressed and in protobuf, with the memory it is charged for.
public record OtlpRequest(
    Signal signal, Transport transport, DecodedRequest decoded, InFlightCharge charge) {

  OtlpRequest withoutBody() {
    return new OtlpRequest(signal, transport, decoded.withoutBody(), charge);
  }
}

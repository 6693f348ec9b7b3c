package io.treeline.receiver.admission;

import io.treeline.model.ingest.Transport;
import io.treeline.receiver.scan.Signal;

/// An export request, decompressed and in protobuf, with the memory it is charged for.
public record OtlpRequest(Signal signal, Transport transport, byte[] body, InFlightCharge charge) {}

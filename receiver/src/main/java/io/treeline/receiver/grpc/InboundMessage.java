package io.treeline.receiver.grpc;

import io.treeline.model.ingest.Refusal;
import io.treeline.receiver.admission.InFlightCharge;
import org.jspecify.annotations.Nullable;

/// A request message as bytes, or why it was not read; with what it is charged.
record InboundMessage(byte[] body, InFlightCharge charge, @Nullable Refusal refusal) {

  static InboundMessage refused(InFlightCharge charge, Refusal refusal) {
    return new InboundMessage(new byte[0], charge, refusal);
  }
}

/// OTLP/gRPC: the three export services over bytes.
///
/// In: gRPC calls. Out: requests to [io.treeline.receiver.admission.OtlpIngest]; the status comes
/// from its verdict. Messages are read and scanned on a small pool, answers are sent from a thread
/// of their own, so neither the event loops nor the journal wait for the other.
@NullMarked
package io.treeline.receiver.grpc;

import org.jspecify.annotations.NullMarked;

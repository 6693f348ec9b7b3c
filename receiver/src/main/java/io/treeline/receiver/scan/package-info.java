/// From request bytes to chunks: one walk over the protobuf wire format, no message objects.
///
/// In: an export request as received (JSON is transcoded before). Out: a [ScannedRequest] whose
/// chunks hold the accepted items of one trace each, or a [RefusedException]. Pure functions of
/// their input, called on the transports' threads.
@NullMarked
package io.treeline.receiver.scan;

import org.jspecify.annotations.NullMarked;

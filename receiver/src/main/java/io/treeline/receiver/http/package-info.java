/// OTLP/HTTP: protobuf and JSON on the same paths.
///
/// In: HTTP requests. Out: requests to [io.treeline.receiver.admission.OtlpIngest]; the answer
/// comes from its verdict, in the encoding of the request. One virtual thread a request, which
/// waits for the journal.
@NullMarked
package io.treeline.receiver.http;

import org.jspecify.annotations.NullMarked;

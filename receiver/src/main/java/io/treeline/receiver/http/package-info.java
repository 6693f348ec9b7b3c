/// OTLP/HTTP: protobuf and JSON on the same paths, over HTTP/1 and HTTP/2.
///
/// In: connections. Out: requests to [io.treeline.receiver.admission.OtlpIngest]; the answer comes
/// from its verdict, in the encoding of the request. A connection belongs to one event loop, which
/// never blocks; bodies are decoded on the scan pool, and the verdict comes on the journal's
/// thread, which only hands it on.
@NullMarked
package io.treeline.receiver.http;

import org.jspecify.annotations.NullMarked;

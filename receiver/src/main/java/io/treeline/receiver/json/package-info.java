/// OTLP/JSON to protobuf bytes, streaming, so that there is one path behind it.
///
/// In: a JSON body as a stream. Out: the serialised export request. Driven by the descriptors of
/// opentelemetry-proto; protobuf's own JsonFormat reads OTLP ids as base64 and fails on unknown
/// fields. Runs on the transport's thread.
@NullMarked
package io.treeline.receiver.json;

import org.jspecify.annotations.NullMarked;

/// OTLP message types and the protobuf types of Treeline's own records and queries.
///
/// Everything below this package is generated from `src/main/proto`; the OTLP types themselves come
/// from the opentelemetry-proto artifact. It knows nothing else of Treeline.
@NullMarked
package io.treeline.proto;

import org.jspecify.annotations.NullMarked;

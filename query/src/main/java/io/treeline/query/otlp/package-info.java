/// Stored OTLP payloads on their way out: the winning version of each span, as protobuf or JSON.
///
/// In: chunks as the log holds them. Out: `TracesData` or `LogsData`, encoded, or as OTLP/JSON
/// tokens. Reads the wire format itself, so that what was stored is what goes out. Stateless.
@NullMarked
package io.treeline.query.otlp;

import org.jspecify.annotations.NullMarked;

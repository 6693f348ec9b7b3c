/// OTLP over gRPC and HTTP, from socket to [io.treeline.model].
///
/// Requests come in as bytes, chunks of spans go out to the span intake, and its answer goes back
/// as the status that OTLP clients understand. Runs on the transport's threads; nothing here waits
/// for the store.
@NullMarked
package io.treeline.receiver;

import org.jspecify.annotations.NullMarked;

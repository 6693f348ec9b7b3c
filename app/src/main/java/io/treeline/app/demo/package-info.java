/// The bundled sample run of `serve --demo`.
///
/// In: the address of a running server. Out: OTLP requests over its own gRPC port, children before
/// parents, as an SDK would send them. Runs once on a thread of its own.
@NullMarked
package io.treeline.app.demo;

import org.jspecify.annotations.NullMarked;

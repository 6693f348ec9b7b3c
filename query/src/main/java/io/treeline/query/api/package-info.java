/// The read API without a transport: paths and parameters in, a status and a streamed body out.
///
/// In: a request as it would stand in HTTP. Out: JSON documents of the interfaces contract, OTLP,
/// or `application/problem+json`. Stateless over a `RunReader`; used by any number of threads, by
/// the HTTP server and, in-process, by the command line.
@NullMarked
package io.treeline.query.api;

import org.jspecify.annotations.NullMarked;

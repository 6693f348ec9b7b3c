/// Reading surfaces over the read ports: HTTP/JSON, Jaeger, MCP and commands.
///
/// Requests of people, programs and models come in, runs, sessions and spans go out. Runs on the
/// query server's threads and never sees the ring or the store itself.
@NullMarked
package io.treeline.query;

import org.jspecify.annotations.NullMarked;

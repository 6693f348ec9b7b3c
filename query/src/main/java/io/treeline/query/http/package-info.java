/// The read API on a port.
///
/// In: HTTP/1.1 requests on the query port, each on a virtual thread of its own. Out: what the
/// [io.treeline.query.api] answers, compressed when asked for. Only loopback names, addresses and
/// the configured host are answered to.
@NullMarked
package io.treeline.query.http;

import org.jspecify.annotations.NullMarked;

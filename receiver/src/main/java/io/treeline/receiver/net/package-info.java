/// Where and how a port of either protocol listens: its address, its TLS.
///
/// In: settings. Out: what the servers of `grpc` and `http` bind and encrypt with. Certificates are
/// read again on a thread of their own.
@NullMarked
package io.treeline.receiver.net;

import org.jspecify.annotations.NullMarked;

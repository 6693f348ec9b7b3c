/// Tests of addresses, sockets and TLS.
@NullMarked
package io.treeline.receiver.net;

import org.jspecify.annotations.NullMarked;

/// Tests of OTLP/HTTP with the platform's client and raw sockets.
@NullMarked
package io.treeline.receiver.http;

import org.jspecify.annotations.NullMarked;

/// Tests of OTLP/HTTP with the platform's client, with raw sockets, and with raw HTTP/2 frames.
@NullMarked
package io.treeline.receiver.http;

import org.jspecify.annotations.NullMarked;

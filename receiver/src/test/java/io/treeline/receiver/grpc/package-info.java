/// Tests of OTLP/gRPC with the clients that SDKs use.
@NullMarked
package io.treeline.receiver.grpc;

import org.jspecify.annotations.NullMarked;

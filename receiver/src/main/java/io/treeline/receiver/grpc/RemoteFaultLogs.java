package io.treeline.receiver.grpc;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Keeps out of the log what any client can make gRPC write there, with a stack trace each time:
/// malformed frames, messages cut short, handshakes that fail, and a TCP option that gRPC tries on
/// every unix socket. Such calls are answered or counted.
///
/// A level that the operator has set stays.
final class RemoteFaultLogs {
  private static final String GRPC = "io.grpc.netty.shaded.io.grpc.netty.";

  /// Held here, as the platform forgets the level of a logger that nobody holds.
  private static final List<Logger> LOGGERS =
      List.of(
          Logger.getLogger(GRPC + "NettyServerHandler"),
          Logger.getLogger(GRPC + "NettyServerStream"),
          Logger.getLogger(GRPC + "NettyServerTransport.connections"),
          Logger.getLogger("io.grpc.netty.shaded.io.netty.bootstrap.ServerBootstrap"));

  private RemoteFaultLogs() {}

  static void silence() {
    for (Logger logger : LOGGERS) {
      if (logger.getLevel() == null) {
        logger.setLevel(Level.SEVERE);
      }
    }
  }
}

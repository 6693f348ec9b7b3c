package io.treeline.receiver.grpc;

/// Where OTLP/gRPC listens (port 0: any free one), and the largest message in bytes, on the wire
/// and after decompression.
public record GrpcSettings(String host, int port, int maxMessageBytes) {
  public GrpcSettings {
    if (maxMessageBytes <= 0) {
      throw new IllegalArgumentException("maxMessageBytes");
    }
  }
}

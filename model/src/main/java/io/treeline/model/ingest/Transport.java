package io.treeline.model.ingest;

/// How a request came in. The code is stored and never reused.
public enum Transport {
  GRPC(1),
  HTTP_PROTOBUF(2),
  HTTP_JSON(3),
  REPLAY(4),
  /// A request to the reading API, or a command.
  OPERATOR(5);

  private final int code;

  Transport(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  /// @throws IllegalArgumentException if no transport has that code
  public static Transport ofCode(int code) {
    for (Transport transport : values()) {
      if (transport.code == code) {
        return transport;
      }
    }
    throw new IllegalArgumentException("unknown transport code " + code);
  }
}

package io.treeline.receiver.http;

/// What one port and one connection may take, beside the message limit and the in-flight budget.
final class HttpLimits {
  /// Connections of one port; further ones wait in the system's backlog until one closes.
  static final int MAX_CONNECTIONS = 4_096;

  /// Connections that the system keeps until they are accepted.
  static final int BACKLOG = 1_024;

  /// The first line of a request.
  static final int MAX_LINE_BYTES = 64 << 10;

  /// The headers of a request over HTTP/1, as Go has it.
  static final int MAX_HEADER_BYTES = 1 << 20;

  /// What of the headers is not charged to the in-flight budget.
  static final int FREE_HEADER_BYTES = 16 << 10;

  /// The headers of a request over HTTP/2, which no budget is asked for.
  static final int MAX_HTTP2_HEADER_BYTES = 64 << 10;

  /// Requests that one HTTP/2 connection may have open.
  static final int MAX_STREAMS = 256;

  /// What may be under way to us on one HTTP/2 stream, and on all of a connection.
  static final int STREAM_WINDOW_BYTES = 256 << 10;

  static final int CONNECTION_WINDOW_BYTES = 1 << 20;

  /// SETTINGS and PING frames of one HTTP/2 connection in [#FLOOD_WINDOW_SECONDS].
  static final int MAX_CONTROL_FRAMES = 400;

  static final int FLOOD_WINDOW_SECONDS = 30;

  /// The rest of a refused body that is read so that the connection can be used again.
  static final int MAX_DISCARDED_BYTES = 1 << 20;

  /// The largest piece of a body that is handed on at one time.
  static final int PIECE_BYTES = 64 << 10;

  /// Codings named in one `Content-Encoding`.
  static final int MAX_CODINGS = 3;

  private HttpLimits() {}
}

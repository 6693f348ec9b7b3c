package io.treeline.receiver.grpc;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/// An HTTP/2 client that sends whatever frames it is told to, and shows those that come back.
final class Http2Wire implements Closeable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int PRIORITY = 2;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  static final int END_STREAM = 1;
  static final int ACK = 1;
  static final int END_HEADERS = 4;

  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final int TIMEOUT_MILLIS = 10_000;

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;
  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);

  /// A frame that came; of HEADERS also what they say.
  record Frame(int type, int flags, int stream, byte[] payload, List<String> headers) {
    boolean endsStream() {
      return (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0;
    }

    /// The value of that header, empty if there is none.
    String header(String name) {
      return headers.stream()
          .filter(header -> header.startsWith(name + "="))
          .map(header -> header.substring(name.length() + 1))
          .findFirst()
          .orElse("");
    }

    /// What a GOAWAY says: its code and its words.
    String goAway() {
      ByteBuffer bytes = ByteBuffer.wrap(payload);
      return bytes.getInt(4) + " " + new String(payload, 8, payload.length - 8, UTF_8);
    }
  }

  Http2Wire(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    this.in = new DataInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
  }

  /// Connects and shakes hands.
  static Http2Wire connect(InetSocketAddress address) throws IOException {
    Http2Wire wire = new Http2Wire(new Socket(address.getAddress(), address.getPort()));
    wire.begin();
    return wire;
  }

  void begin() throws IOException {
    out.write(PREFACE.getBytes(US_ASCII));
    send(SETTINGS, 0, 0);
    send(SETTINGS, ACK, 0);
    out.flush();
  }

  Http2Wire send(int type, int flags, int stream, byte... payload) throws IOException {
    out.write(frame(type, flags, stream, payload));
    return this;
  }

  static byte[] frame(int type, int flags, int stream, byte... payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .putInt(payload.length << 8 | type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  void sendRaw(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  /// The headers of an export call, with those given in place of the usual ones or more.
  Http2Wire call(int stream, String... headers) throws IOException {
    return send(HEADERS, END_HEADERS, stream, exportHeaders(headers));
  }

  static byte[] exportHeaders(String... headers) {
    List<String> all =
        new ArrayList<>(
            List.of(
                ":method=POST",
                ":scheme=http",
                ":path=/opentelemetry.proto.collector.trace.v1.TraceService/Export",
                ":authority=localhost",
                "te=trailers",
                "content-type=application/grpc"));
    for (String header : headers) {
      String name = header.substring(0, header.indexOf('=', 1) + 1);
      all.removeIf(usual -> usual.startsWith(name));
      if (header.length() > name.length()) {
        all.add(header.startsWith(":") ? 0 : all.size(), header);
      }
    }
    return block(all);
  }

  /// A header block of literals that are not indexed (RFC 7541, 6.2.2).
  static byte[] block(List<String> headers) {
    var block = new ByteArrayOutputStream();
    for (String header : headers) {
      int equals = header.indexOf('=', 1);
      block.write(0);
      literal(block, header.substring(0, equals));
      literal(block, header.substring(equals + 1));
    }
    return block.toByteArray();
  }

  private static void literal(ByteArrayOutputStream block, String text) {
    byte[] bytes = text.getBytes(US_ASCII);
    if (bytes.length < 127) {
      block.write(bytes.length);
    } else {
      block.write(127);
      int rest = bytes.length - 127;
      while (rest >= 128) {
        block.write(rest % 128 + 128);
        rest /= 128;
      }
      block.write(rest);
    }
    block.writeBytes(bytes);
  }

  /// A message in frames of at most 16 KiB.
  Http2Wire message(int stream, byte[] body, boolean last) throws IOException {
    byte[] message = prefixed(0, body);
    int from = 0;
    do {
      int to = Math.min(message.length, from + 16_384);
      boolean end = last && to == message.length;
      send(DATA, end ? END_STREAM : 0, stream, Arrays.copyOfRange(message, from, to));
      from = to;
    } while (from < message.length);
    out.flush();
    return this;
  }

  /// The prefix of a message that is not compressed.
  static byte[] prefixOf(int length) {
    return ByteBuffer.allocate(5).put((byte) 0).putInt(length).array();
  }

  static byte[] prefixed(int flag, byte[] body) {
    return ByteBuffer.allocate(5 + body.length)
        .put((byte) flag)
        .putInt(body.length)
        .put(body)
        .array();
  }

  /// The next frame.
  ///
  /// @throws EOFException if the connection has ended
  Frame read() throws IOException {
    try {
      int first = in.readInt();
      int flags = in.readUnsignedByte();
      int stream = in.readInt();
      byte[] payload = new byte[first >>> 8];
      in.readFully(payload);
      int type = first & 0xFF;
      return new Frame(
          type, flags, stream, payload, type == HEADERS ? decode(stream, payload) : List.of());
    } catch (SocketException e) {
      throw new EOFException(e.getMessage());
    }
  }

  private List<String> decode(int stream, byte[] block) {
    try {
      Http2Headers headers = decoder.decodeHeaders(stream, Unpooled.wrappedBuffer(block));
      List<String> words = new ArrayList<>();
      headers.forEach(header -> words.add(header.getKey() + "=" + header.getValue()));
      return words;
    } catch (Http2Exception e) {
      throw new AssertionError("the server sends what is no header block", e);
    }
  }

  /// Reads on to the first such frame, answering nothing.
  Frame readTo(Predicate<Frame> wanted) throws IOException {
    while (true) {
      Frame frame = read();
      if (wanted.test(frame)) {
        return frame;
      }
    }
  }

  /// The frame that ends the stream: its trailers.
  ///
  /// @throws IOException if it is reset
  Frame end(int stream) throws IOException {
    Frame end =
        readTo(frame ->
            frame.stream() == stream && (frame.endsStream() || frame.type() == RST_STREAM));
    if (end.type() == RST_STREAM) {
      throw new IOException("reset with " + end.payload()[3]);
    }
    return end;
  }

  /// What the GOAWAY says that ends the connection.
  String goAway() throws IOException {
    return readTo(frame -> frame.type() == GOAWAY).goAway();
  }

  /// Whether the server has closed the connection, or does within the time-out.
  boolean isClosed() throws IOException {
    try {
      while (true) {
        read();
      }
    } catch (EOFException e) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

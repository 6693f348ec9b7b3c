package io.treeline.receiver.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// A connection on which every byte is the test's own.
final class RawConnection implements Closeable {
  private final Socket socket;
  private final InputStream in;

  /// An answer with its headers in lower case; several of one name are joined with `, `.
  record Reply(int status, Map<String, String> headers, byte[] body) {
    String header(String name) {
      return headers.getOrDefault(name, "");
    }

    String text() {
      return new String(body, ISO_8859_1);
    }
  }

  RawConnection(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout((int) Duration.ofSeconds(20).toMillis());
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  static RawConnection open(InetSocketAddress address) throws IOException {
    Socket socket = new Socket(address.getAddress(), address.getPort());
    socket.setTcpNoDelay(true);
    return new RawConnection(socket);
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /// Sends text, with line ends as HTTP has them.
  void send(String text) throws IOException {
    send(text.replace("\n", "\r\n").getBytes(ISO_8859_1));
  }

  /// Sends the headers of a POST of protobuf to the traces path, and a body.
  void post(String headers, byte[] body) throws IOException {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(head(headers + "Content-Length: " + body.length + "\n"));
    request.writeBytes(body);
    send(request.toByteArray());
  }

  static byte[] head(String headers) {
    return ("POST /v1/traces HTTP/1.1\nHost: t\nContent-Type: application/x-protobuf\n"
            + headers
            + "\n")
        .replace("\n", "\r\n")
        .getBytes(ISO_8859_1);
  }

  void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  /// Reads one answer.
  Reply reply() throws IOException {
    Reply head = headReply();
    int length = Integer.parseInt(head.headers.getOrDefault("content-length", "0"));
    return new Reply(head.status, head.headers, in.readNBytes(length));
  }

  /// Reads one answer that has no body, whatever its headers say.
  Reply headReply() throws IOException {
    String statusLine = line();
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      String[] parts = line.split(": ?", 2);
      headers.merge(parts[0].toLowerCase(Locale.ROOT), parts[1], (a, b) -> a + ", " + b);
    }
    return new Reply(Integer.parseInt(statusLine.split(" ", 3)[1]), headers, new byte[0]);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("closed after: " + line);
      }
      if (next == '\n') {
        return line.toString().stripTrailing();
      }
      line.append((char) next);
    }
  }

  /// Whether the server has closed its direction; waits for it.
  boolean isEnded() throws IOException {
    return in.read() < 0;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

package io.treeline.query.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import io.treeline.query.api.ApiResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// One answer over HTTP: chunked, compressed when the client accepts gzip.
final class HttpResponse implements ApiResponse {
  private static final int BUFFER_BYTES = 16 * 1024;
  private static final int NO_BODY = -1;
  private static final int CHUNKED = 0;

  private final HttpExchange exchange;
  private @Nullable OutputStream body;

  HttpResponse(HttpExchange exchange) {
    this.exchange = exchange;
  }

  @Override
  public OutputStream begin(int status, Map<String, String> headers) throws IOException {
    Headers sent = exchange.getResponseHeaders();
    headers.forEach(sent::set);
    sent.set("Cache-Control", "private, no-cache");
    sent.set("X-Content-Type-Options", "nosniff");
    sent.add("Vary", "Accept-Encoding");
    OutputStream opened = status == 304 ? withoutBody(status) : withBody(status);
    body = opened;
    return opened;
  }

  private OutputStream withoutBody(int status) throws IOException {
    exchange.sendResponseHeaders(status, NO_BODY);
    return OutputStream.nullOutputStream();
  }

  private OutputStream withBody(int status) throws IOException {
    boolean gzip = acceptsGzip();
    if (gzip) {
      exchange.getResponseHeaders().set("Content-Encoding", "gzip");
    }
    exchange.sendResponseHeaders(status, CHUNKED);
    OutputStream out = new BufferedOutputStream(exchange.getResponseBody(), BUFFER_BYTES);
    return gzip ? new GZIPOutputStream(out, BUFFER_BYTES) : out;
  }

  private boolean acceptsGzip() {
    String accepted = exchange.getRequestHeaders().getFirst("Accept-Encoding");
    return accepted != null && accepted.contains("gzip") && !accepted.contains("gzip;q=0");
  }

  void refuseHost() throws IOException {
    byte[] problem =
        """
        {"type":"about:blank","title":"Forbidden","status":403,\
        "detail":"the Host header names neither localhost nor an address of this server"}\
        """
            .getBytes(StandardCharsets.UTF_8);
    begin(403, Map.of("Content-Type", "application/problem+json")).write(problem);
  }

  /// Completes the answer; left out when it broke off.
  void finish() throws IOException {
    if (body != null) {
      body.close();
    }
    exchange.close();
  }
}

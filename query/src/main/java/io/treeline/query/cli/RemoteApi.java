package io.treeline.query.cli;

import io.treeline.query.api.ApiHandler;
import io.treeline.query.api.ApiRequest;
import io.treeline.query.api.ApiResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The read API of a server, over HTTP.
///
/// Uses `HttpURLConnection`: a command lives for one or a few requests, and the newer client takes
/// longer to load than they take.
final class RemoteApi implements ApiHandler {
  private static final int CONNECT_MILLIS = 5_000;
  private static final int READ_MILLIS = 300_000;

  private final URI base;
  private final int readMillis;

  private RemoteApi(URI base, int readMillis) {
    this.base = base;
    this.readMillis = readMillis;
  }

  /// The same server, which must answer within that time.
  RemoteApi within(int millis) {
    return new RemoteApi(base, millis);
  }

  /// Reads what a user gives as `--endpoint`: a URL, or a host and port.
  ///
  /// @throws IllegalArgumentException if it is neither
  static RemoteApi of(String endpoint) {
    String url = endpoint.contains("://") ? endpoint : "http://" + endpoint;
    URI uri = URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
    boolean usable =
        ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
            && uri.getHost() != null;
    if (!usable) {
      throw new IllegalArgumentException("not an HTTP URL or host:port: " + endpoint);
    }
    return new RemoteApi(uri, READ_MILLIS);
  }

  @Override
  public void handle(ApiRequest request, ApiResponse response) throws IOException {
    String query = request.rawQuery();
    URI target = URI.create(base + request.rawPath() + (query == null ? "" : "?" + query));
    HttpURLConnection connection = connect(request, target);
    int status = status(connection);
    String type = connection.getContentType();
    Map<String, String> headers = type == null ? Map.of() : Map.of("Content-Type", type);
    OutputStream out = response.begin(status, headers);
    try (InputStream body = body(connection, status)) {
      if (body != null) {
        body.transferTo(out);
      }
    }
  }

  private HttpURLConnection connect(ApiRequest request, URI target) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) target.toURL().openConnection(Proxy.NO_PROXY);
    connection.setConnectTimeout(Math.min(CONNECT_MILLIS, readMillis));
    connection.setReadTimeout(readMillis);
    connection.setInstanceFollowRedirects(false);
    connection.setRequestMethod(request.method());
    request.headers().forEach(connection::setRequestProperty);
    return connection;
  }

  private int status(HttpURLConnection connection) throws UnreachableException {
    try {
      return connection.getResponseCode();
    } catch (IOException e) {
      throw new UnreachableException("cannot reach " + base + ": " + e.getMessage(), e);
    }
  }

  private static @Nullable InputStream body(HttpURLConnection connection, int status)
      throws IOException {
    return status >= 400 ? connection.getErrorStream() : connection.getInputStream();
  }
}

package io.treeline.query.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.treeline.query.api.ApiHandler;
import io.treeline.query.api.ApiRequest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Serves an [ApiHandler] over HTTP/1.1, one virtual thread a request, without CORS.
public final class QueryServer implements AutoCloseable {
  /// How long an answer that has begun may still take when the server closes.
  private static final int CLOSE_SECONDS = 1;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ApiHandler api;
  private final HostGuard guard;

  private QueryServer(HttpServer server, ApiHandler api, Set<String> hostNames) {
    this.server = server;
    this.api = api;
    this.guard = new HostGuard(hostNames);
  }

  /// Binds and starts; port 0 takes a free one. `hostNames` are the names, besides `localhost` and
  /// any address, under which clients may ask.
  ///
  /// @throws IOException if the address cannot be bound
  public static QueryServer start(InetSocketAddress address, ApiHandler api, Set<String> hostNames)
      throws IOException {
    HttpServer http = HttpServer.create(address, 0);
    QueryServer server = new QueryServer(http, api, hostNames);
    http.setExecutor(server.threads);
    http.createContext("/", server::answer);
    http.start();
    return server;
  }

  /// The address in use.
  public InetSocketAddress address() {
    return server.getAddress();
  }

  /// Stops accepting, gives answers in progress a moment, and ends.
  @Override
  public void close() {
    server.stop(CLOSE_SECONDS);
    threads.shutdownNow();
  }

  /// An `IOException` from here makes the server cut the connection, so that an answer which broke
  /// off never looks complete.
  private void answer(HttpExchange exchange) throws IOException {
    HttpResponse response = new HttpResponse(exchange);
    if (guard.admits(exchange.getRequestHeaders().getFirst("Host"))) {
      api.handle(request(exchange), response);
    } else {
      response.refuseHost();
    }
    response.finish();
  }

  private static ApiRequest request(HttpExchange exchange) {
    Map<String, String> headers = new HashMap<>();
    for (Map.Entry<String, List<String>> header : exchange.getRequestHeaders().entrySet()) {
      headers.put(header.getKey().toLowerCase(Locale.ROOT), String.join(", ", header.getValue()));
    }
    return new ApiRequest(
        exchange.getRequestMethod(),
        exchange.getRequestURI().getRawPath(),
        exchange.getRequestURI().getRawQuery(),
        headers);
  }
}

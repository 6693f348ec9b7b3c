package io.treeline.app.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.treeline.app.config.Endpoint;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/// A small HTTP server for the operator's ports: GET only, short text answers.
final class PlainHttp implements AutoCloseable {
  private final HttpServer server;
  private final Endpoint endpoint;

  /// An answer with its status, content type and text.
  record Answer(int status, String contentType, String body) {
    private static final String TEXT = "text/plain; charset=utf-8";

    static Answer notFound(String text) {
      return new Answer(404, TEXT, text);
    }
  }

  /// What a port answers.
  interface Pages {
    /// Called on a virtual thread.
    ///
    /// @param query without the `?`, empty if there is none
    Answer answer(String path, String query);
  }

  /// Listens at once.
  PlainHttp(String what, Endpoint wanted, Pages pages) {
    try {
      server = HttpServer.create(new InetSocketAddress(wanted.host(), wanted.port()), 0);
    } catch (IOException e) {
      throw PortCheck.cannotListen(what, wanted.toString(), e);
    }
    endpoint = wanted.withPort(server.getAddress().getPort());
    server.setExecutor(command -> Thread.ofVirtual().name(what).start(command));
    server.createContext("/", exchange -> handle(exchange, pages));
    server.start();
  }

  Endpoint endpoint() {
    return endpoint;
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private static void handle(HttpExchange exchange, Pages pages) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      URI uri = exchange.getRequestURI();
      String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
      boolean isRead = method.equals("GET") || method.equals("HEAD");
      if (!isRead) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
      }
      Answer answer =
          isRead ? pages.answer(uri.getPath(), query) : new Answer(405, Answer.TEXT, "GET only\n");
      byte[] body = answer.body.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", answer.contentType);
      boolean head = method.equals("HEAD");
      exchange.sendResponseHeaders(answer.status, head || body.length == 0 ? -1 : body.length);
      if (!head && body.length > 0) {
        try (OutputStream out = exchange.getResponseBody()) {
          out.write(body);
        }
      }
    }
  }
}

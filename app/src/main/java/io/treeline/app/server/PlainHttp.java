package io.treeline.app.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.treeline.app.config.Endpoint;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/// A small HTTP server for the operator's ports: GET only, short text answers.
final class PlainHttp implements AutoCloseable {
  private final HttpServer server;
  private final Endpoint endpoint;

  /// An answer with its status, content type and text.
  record Answer(int status, String contentType, String body) {}

  /// Listens at once.
  ///
  /// @param answer maps a request path to its answer; called on a virtual thread
  PlainHttp(String what, Endpoint wanted, Function<String, Answer> answer) {
    try {
      server = HttpServer.create(new InetSocketAddress(wanted.host(), wanted.port()), 0);
    } catch (IOException e) {
      throw PortCheck.cannotListen(what, wanted, e);
    }
    endpoint = wanted.withPort(server.getAddress().getPort());
    server.setExecutor(command -> Thread.ofVirtual().name(what).start(command));
    server.createContext("/", exchange -> handle(exchange, answer));
    server.start();
  }

  Endpoint endpoint() {
    return endpoint;
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private static void handle(HttpExchange exchange, Function<String, Answer> answers)
      throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      Answer answer =
          method.equals("GET") || method.equals("HEAD")
              ? answers.apply(exchange.getRequestURI().getPath())
              : new Answer(405, "text/plain; charset=utf-8", "GET only\n");
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

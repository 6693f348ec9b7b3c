package io.treeline.receiver.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import io.treeline.model.ingest.Refusal;
import io.treeline.receiver.admission.ExportResponses;
import io.treeline.receiver.admission.RefusalStatus;
import io.treeline.receiver.admission.Verdict;
import io.treeline.receiver.scan.Signal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;

/// A complete HTTP answer.
record HttpAnswer(int status, String contentType, byte[] body, Map<String, String> headers) {
  private static final int OK = 200;

  /// What is read of a refused body, so that the sender gets to see the answer.
  private static final int MAX_DRAINED_BYTES = 4 << 20;

  /// The answer to a request that is OTLP, in its encoding.
  static HttpAnswer of(Verdict verdict, Signal signal, Encoding encoding) {
    return switch (verdict) {
      case Verdict.Accepted accepted ->
          new HttpAnswer(
              OK,
              encoding.contentType(),
              switch (encoding) {
                case PROTOBUF -> ExportResponses.encode(accepted);
                case JSON -> JsonAnswers.accepted(accepted, signal);
              },
              Map.of());
      case Verdict.Refused refused -> refused(refused.refusal(), encoding);
    };
  }

  private static HttpAnswer refused(Refusal refusal, Encoding encoding) {
    long seconds = RefusalStatus.retryAfterSeconds(refusal);
    return new HttpAnswer(
        RefusalStatus.httpStatus(refusal),
        encoding.contentType(),
        switch (encoding) {
          case PROTOBUF -> RefusalStatus.of(refusal).toByteArray();
          case JSON -> JsonAnswers.refused(refusal);
        },
        seconds > 0 ? Map.of("Retry-After", Long.toString(seconds)) : Map.of());
  }

  /// The answer to a request that is not OTLP at all.
  static HttpAnswer text(int status, String message) {
    return new HttpAnswer(
        status, "text/plain; charset=utf-8", (message + "\n").getBytes(UTF_8), Map.of());
  }

  HttpAnswer with(String header, String value) {
    return new HttpAnswer(status, contentType, body, Map.of(header, value));
  }

  void send(HttpExchange exchange) throws IOException {
    if (status != OK && !drained(exchange.getRequestBody())) {
      // Said in the answer, so that no client sends its next request into a closed connection.
      exchange.getResponseHeaders().set("Connection", "close");
    }
    exchange.getResponseHeaders().set("Content-Type", contentType);
    headers.forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(body);
      }
    }
  }

  private static boolean drained(InputStream body) {
    byte[] waste = new byte[8_192];
    try {
      for (int left = MAX_DRAINED_BYTES; left > 0; ) {
        int read = body.read(waste);
        if (read < 0) {
          return true;
        }
        left -= read;
      }
    } catch (IOException e) {
      // Cut short or malformed: the answer goes out all the same.
    }
    return false;
  }
}

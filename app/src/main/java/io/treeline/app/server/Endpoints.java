package io.treeline.app.server;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.treeline.app.config.Endpoint;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/// The addresses a running server listens on, and the file that tells other processes.
record Endpoints(
    @Nullable Endpoint otlpGrpc,
    @Nullable Endpoint otlpHttp,
    Endpoint query,
    Endpoint health,
    Endpoint metrics,
    long pid) {
  private static final String FILE = "endpoints.json";

  /// Writes `endpoints.json` into the data directory; readers see the old file or the whole new.
  void write(Path directory) throws IOException {
    Path temporary = Files.createTempFile(directory, "endpoints", ".tmp");
    Files.writeString(temporary, toJson() + "\n", StandardCharsets.UTF_8);
    Files.move(temporary, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
  }

  static void remove(Path directory) throws IOException {
    Files.deleteIfExists(directory.resolve(FILE));
  }

  String toJson() {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.writeStartObject();
      write(json, "otlp_grpc", otlpGrpc);
      write(json, "otlp_http", otlpHttp);
      write(json, "query", query);
      write(json, "jaeger_grpc", null);
      write(json, "health", health);
      write(json, "metrics", metrics);
      json.writeNumberField("pid", pid);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }

  private static void write(JsonGenerator json, String name, @Nullable Endpoint endpoint)
      throws IOException {
    if (endpoint == null) {
      json.writeNullField(name);
    } else {
      json.writeStringField(name, endpoint.toString());
    }
  }

  /// The end of the ready line: every port in use and the process id.
  String line() {
    return "otlp_grpc="
        + (otlpGrpc == null ? "off" : otlpGrpc)
        + " otlp_http="
        + (otlpHttp == null ? "off" : otlpHttp)
        + " query="
        + query
        + " health="
        + health
        + " metrics="
        + metrics
        + " pid="
        + pid;
  }
}

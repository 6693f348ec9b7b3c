package io.treeline.app.server;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.treeline.app.config.Endpoint;
import io.treeline.receiver.net.ListenAddress;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The addresses a running server listens on, and the file that tells other processes.
record Endpoints(
    @Nullable ListenAddress otlpGrpc,
    @Nullable ListenAddress otlpHttp,
    Endpoint query,
    Endpoint health,
    @Nullable Endpoint metrics,
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

  /// The addresses in use by the names of `endpoints.json`; ports that are off are left out.
  Map<String, String> byName() {
    Map<String, String> names = new LinkedHashMap<>();
    put(names, "otlp_grpc", otlpGrpc);
    put(names, "otlp_http", otlpHttp);
    put(names, "query", query);
    put(names, "health", health);
    put(names, "metrics", metrics);
    return names;
  }

  /// The end of the ready line: every port in use and the process id.
  String line() {
    List<String> words = new ArrayList<>();
    byName().forEach((name, address) -> words.add(name + "=" + address));
    words.add("pid=" + pid);
    return String.join(" ", words);
  }

  private String toJson() {
    Map<String, String> names = byName();
    StringWriter out = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.writeStartObject();
      for (String name :
          List.of("otlp_grpc", "otlp_http", "query", "jaeger_grpc", "health", "metrics")) {
        json.writeStringField(name, names.get(name));
      }
      json.writeNumberField("pid", pid);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }

  private static void put(Map<String, String> names, String name, @Nullable Object endpoint) {
    if (endpoint != null) {
      names.put(name, endpoint.toString());
    }
  }
}

package io.treeline.query.cli;

import io.treeline.query.api.ApiException;
import io.treeline.query.json.JsonDocument;
import io.treeline.query.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `endpoints.json` in a data directory: where the server that owns it answers.
///
/// A server that was killed leaves the file behind, and another may have its port by now. So it
/// counts only while what answers there says that it has this process id.
final class EndpointsFile {
  private static final String NAME = "endpoints.json";
  private static final int ANSWER_MILLIS = 2_000;

  private EndpointsFile() {}

  /// The query address of the server that owns the directory, or null when none runs.
  static @Nullable String liveQueryAddress(Path directory) {
    JsonValue endpoints = read(directory.resolve(NAME));
    String query = endpoints.get("query").text();
    long pid = endpoints.get("pid").count(0);
    return query != null && pid > 0 && pid == pidAt(query) ? query : null;
  }

  private static JsonValue read(Path file) {
    try {
      return JsonDocument.parse(Files.readAllBytes(file));
    } catch (IOException e) {
      return JsonValue.Null.NULL;
    }
  }

  /// Who answers at an address, 0 when nobody does or not in time.
  private static long pidAt(String address) {
    try {
      ApiClient server = new ApiClient(RemoteApi.of(address).within(ANSWER_MILLIS));
      return server.get("/status", Map.of()).get("pid").count(0);
    } catch (IOException | IllegalArgumentException | ApiException e) {
      return 0;
    }
  }
}

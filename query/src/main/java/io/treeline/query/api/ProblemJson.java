package io.treeline.query.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.treeline.model.Run;
import io.treeline.query.json.JsonStreams;
import io.treeline.query.json.RunJson;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Errors as `application/problem+json` (RFC 9457).
final class ProblemJson {
  static final String CONTENT_TYPE = "application/problem+json";
  private static final String RETRY_AFTER_SECONDS = "1";

  private ProblemJson() {}

  static void write(ApiResponse response, ApiException problem) throws IOException {
    try (JsonGenerator out = open(response, problem.status(), problem.allowed())) {
      writeStart(out, problem.status(), problem.detail(), problem.parameter());
      out.writeEndObject();
    }
  }

  /// The answer to a trace id under which there are several runs: 300, with the runs to choose
  /// from.
  static void writeChoice(ApiResponse response, String id, List<Run> runs) throws IOException {
    try (JsonGenerator out = open(response, 300, null)) {
      writeStart(out, 300, "trace " + id + " has " + runs.size() + " runs; ask for one", "id");
      out.writeArrayFieldStart("runs");
      for (Run run : runs) {
        RunJson.writeRow(out, run);
      }
      out.writeEndArray();
      out.writeEndObject();
    }
  }

  private static JsonGenerator open(ApiResponse response, int status, @Nullable String allowed)
      throws IOException {
    Map<String, String> headers = new HashMap<>();
    headers.put("Content-Type", CONTENT_TYPE);
    if (allowed != null) {
      headers.put("Allow", allowed);
    }
    if (status == 503) {
      headers.put("Retry-After", RETRY_AFTER_SECONDS);
    }
    return JsonStreams.open(response.begin(status, headers));
  }

  private static void writeStart(
      JsonGenerator out, int status, String detail, @Nullable String parameter) throws IOException {
    out.writeStartObject();
    out.writeStringField("type", "about:blank");
    out.writeStringField("title", title(status));
    out.writeNumberField("status", status);
    out.writeStringField("detail", detail);
    if (parameter != null) {
      out.writeStringField("parameter", parameter);
    }
  }

  private static String title(int status) {
    return switch (status) {
      case 300 -> "Multiple Choices";
      case 400 -> "Bad Request";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 406 -> "Not Acceptable";
      case 503 -> "Service Unavailable";
      default -> "Internal Server Error";
    };
  }
}

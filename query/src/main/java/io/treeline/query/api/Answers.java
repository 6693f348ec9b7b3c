package io.treeline.query.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.treeline.query.api.Router.Call;
import io.treeline.query.json.JsonStreams;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/// Begins successful answers.
final class Answers {
  static final String JSON = "application/json";

  private Answers() {}

  static JsonGenerator json(Call call) throws IOException {
    return JsonStreams.open(begin(call, JSON));
  }

  static OutputStream begin(Call call, String contentType) throws IOException {
    return call.response().begin(200, Map.of("Content-Type", contentType));
  }
}

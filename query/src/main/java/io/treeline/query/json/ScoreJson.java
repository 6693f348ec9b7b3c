package io.treeline.query.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.treeline.model.Score;
import java.io.IOException;
import java.util.List;

/// Scores as JSON, in their order.
final class ScoreJson {
  private ScoreJson() {}

  static void write(JsonGenerator out, List<Score> scores) throws IOException {
    out.writeArrayFieldStart("scores");
    for (Score score : scores) {
      out.writeStartObject();
      JsonFields.text(out, "name", score.name());
      if (score.value() == null) {
        out.writeNullField("value");
      } else {
        out.writeNumberField("value", score.value());
      }
      JsonFields.text(out, "label", score.label());
      JsonFields.text(out, "comment", score.comment());
      JsonFields.text(out, "source", score.source());
      JsonFields.spanId(out, "span_id", score.spanId());
      out.writeEndObject();
    }
    out.writeEndArray();
  }
}

package io.treeline.query.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.treeline.model.read.DialectInfo;
import java.io.IOException;
import java.util.List;

/// The dialects that spans are read by, as JSON.
public final class DialectJson {
  private DialectJson() {}

  public static void write(JsonGenerator out, List<DialectInfo> dialects) throws IOException {
    out.writeStartObject();
    out.writeArrayFieldStart("dialects");
    for (DialectInfo dialect : dialects) {
      out.writeStartObject();
      JsonFields.text(out, "name", dialect.name());
      JsonFields.text(out, "description", dialect.description());
      JsonFields.text(out, "table", dialect.table());
      JsonFields.texts(out, "keys", dialect.keys());
      JsonFields.texts(out, "scopes", dialect.scopes());
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
  }
}

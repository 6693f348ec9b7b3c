package io.treeline.query.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.treeline.model.read.Page;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A page of a list as JSON: the items, and what the page leaves out.
public final class PageJson {
  private PageJson() {}

  /// Writes one item of a page.
  @FunctionalInterface
  public interface ItemWriter<T> {
    void write(JsonGenerator out, T item) throws IOException;
  }

  /// A list answer whose items stand under `name`.
  public static <T> void write(
      JsonGenerator out, String name, Page<T> page, ItemWriter<? super T> writer)
      throws IOException {
    out.writeStartObject();
    writeItems(out, name, page, writer);
    out.writeNumberField("total", page.total());
    out.writeBooleanField("total_is_lower_bound", page.totalIsLowerBound());
    out.writeNumberField("returned", page.items().size());
    out.writeBooleanField("truncated", page.truncated());
    JsonFields.text(out, "next_cursor", page.nextCursor());
    JsonFields.time(out, "as_of_time", page.asOfUnixNanos());
    out.writeNumberField("behind", page.behind());
    out.writeEndObject();
  }

  static <T> void writeItems(
      JsonGenerator out, String name, Page<T> page, ItemWriter<? super T> writer)
      throws IOException {
    out.writeArrayFieldStart(name);
    for (T item : page.items()) {
      writer.write(out, item);
    }
    out.writeEndArray();
  }

  /// What a list inside a document leaves out.
  static void writeShort(
      JsonGenerator out, String name, long total, int returned, @Nullable String nextCursor)
      throws IOException {
    out.writeObjectFieldStart(name);
    out.writeNumberField("total", total);
    out.writeNumberField("returned", returned);
    out.writeBooleanField("truncated", nextCursor != null);
    JsonFields.text(out, "next_cursor", nextCursor);
    out.writeEndObject();
  }
}

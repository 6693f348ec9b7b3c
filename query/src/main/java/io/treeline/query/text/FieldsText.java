package io.treeline.query.text;

import io.treeline.query.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// An object as `name value` lines, for one step and for the store's figures.
public final class FieldsText {
  private FieldsText() {}

  /// Every field of a step, unknown ones as `-`.
  public static List<String> step(JsonValue step, Screen screen) {
    List<Map.Entry<String, String>> fields = new ArrayList<>();
    step.fields().forEach((name, value) -> flatten(name, value, fields));
    return lines(fields, screen);
  }

  /// The document of `/api/v1/status`, sizes in units.
  public static List<String> status(JsonValue status, Screen screen) {
    JsonValue store = status.get("store");
    List<Map.Entry<String, String>> fields = new ArrayList<>();
    add(fields, "version", text(status.get("version")));
    if (!status.get("uptime_ms").isNull()) {
      add(fields, "uptime", Amounts.duration(status.get("uptime_ms").number()));
    }
    add(fields, "directory", text(store.get("directory")));
    add(fields, "store uuid", text(store.get("uuid")));
    add(fields, "on disk", Amounts.bytes(store.get("bytes").count(0)));
    store
        .get("bytes_by_column_family")
        .fields()
        .forEach((name, bytes) -> add(fields, "  " + name, Amounts.bytes(bytes.count(0))));
    add(fields, "chunks", Amounts.count(store.get("chunks").count(0)));
    add(fields, "received", Amounts.bytes(store.get("received_bytes").count(0)));
    add(
        fields,
        "written",
        Amounts.bytes(store.get("written_bytes").count(0)) + " before compression");
    add(fields, "buckets", Amounts.count(store.get("buckets").count(0)));
    add(fields, "oldest", text(store.get("oldest_time")));
    addDropped(fields, store.get("dropped"));
    add(fields, "behind", Amounts.count(status.get("lag").get("behind").count(0)) + " chunks");
    status
        .get("refused")
        .fields()
        .forEach((reason, n) -> add(fields, "refused " + reason, Amounts.count(n.count(0))));
    return lines(fields, screen);
  }

  private static void addDropped(List<Map.Entry<String, String>> fields, JsonValue dropped) {
    if (dropped.get("buckets").count(0) > 0) {
      add(
          fields,
          "dropped",
          Amounts.count(dropped.get("chunks").count(0))
              + " chunks, "
              + Amounts.bytes(dropped.get("bytes").count(0))
              + ", until "
              + text(dropped.get("until_time")));
    }
  }

  private static void flatten(
      String name, JsonValue value, List<Map.Entry<String, String>> fields) {
    switch (value) {
      case JsonValue.Obj(Map<String, JsonValue> inner) ->
          inner.forEach((key, nested) -> flatten(name + "." + key, nested, fields));
      case JsonValue.Arr(List<JsonValue> values) ->
          add(fields, name, String.join(", ", values.stream().map(FieldsText::text).toList()));
      case JsonValue.Text text -> add(fields, name, text.value());
      case JsonValue.Num num -> add(fields, name, num.digits());
      case JsonValue.Bool bool -> add(fields, name, Boolean.toString(bool.value()));
      case JsonValue.Null nothing -> add(fields, name, "-");
    }
  }

  private static String text(JsonValue value) {
    return switch (value) {
      case JsonValue.Text text -> text.value();
      case JsonValue.Num num -> num.digits();
      case JsonValue.Bool bool -> Boolean.toString(bool.value());
      case JsonValue.Null nothing -> "-";
      case JsonValue.Obj object -> "{…}";
      case JsonValue.Arr array -> "[…]";
    };
  }

  private static void add(List<Map.Entry<String, String>> fields, String name, String value) {
    fields.add(Map.entry(name, Cells.clean(value)));
  }

  /// Long values go on below themselves.
  private static List<String> lines(List<Map.Entry<String, String>> fields, Screen screen) {
    int names = fields.stream().mapToInt(field -> Cells.width(field.getKey())).max().orElse(0) + 2;
    List<String> lines = new ArrayList<>();
    for (Map.Entry<String, String> field : fields) {
      List<String> parts = Cells.wrap(field.getValue(), Math.max(20, screen.width() - names));
      for (int i = 0; i < parts.size(); i++) {
        String name = Cells.padEnd(i == 0 ? field.getKey() : "", names);
        lines.add((Style.CYAN.apply(name, screen) + parts.get(i)).stripTrailing());
      }
    }
    return lines;
  }
}

package io.treeline.model.read;

import java.util.List;

/// A span as it was sent, decoded for reading. Values are JSON texts; media bytes are left out.
public record SpanContent(
    String name,
    int otelKind,
    String scopeName,
    String scopeVersion,
    List<RawValue> resource,
    List<RawValue> attributes,
    List<Event> events) {
  public static final SpanContent NONE =
      new SpanContent("", 0, "", "", List.of(), List.of(), List.of());

  public SpanContent {
    resource = List.copyOf(resource);
    attributes = List.copyOf(attributes);
    events = List.copyOf(events);
  }

  /// An attribute; `json` is its value as JSON.
  public record RawValue(String key, String json) {}

  /// An event of the span, or a log record that belongs to it.
  public record Event(String name, long timeUnixNanos, List<RawValue> attributes) {
    public Event {
      attributes = List.copyOf(attributes);
    }
  }
}

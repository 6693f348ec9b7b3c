package io.treeline.receiver.scan;

/// One of the three kinds of OTLP data. Their export requests have the same outer shape: resource
/// envelopes (field 1) of scope envelopes (field 2) of items (field 2).
public enum Signal {
  TRACES("spans", "Spans", "Span"),
  LOGS("log_records", "Logs", "LogRecord"),
  METRICS("metric_points", "Metrics", "Metric");

  private final String items;
  private final String envelope;
  private final String item;

  Signal(String items, String envelope, String item) {
    this.items = items;
    this.envelope = envelope;
    this.item = item;
  }

  /// What is counted, as the Collector's metric names spell it: `spans`, `log_records`,
  /// `metric_points`.
  public String items() {
    return items;
  }

  /// What is counted, in a sentence.
  public String itemWords() {
    return items.replace('_', ' ');
  }

  /// The message type that many messages deep; what lies below an item is called by the item.
  String level(int depth) {
    return switch (depth) {
      case 0 -> "the request";
      case 1 -> "Resource" + envelope;
      case 2 -> "Scope" + envelope;
      default -> item;
    };
  }
}

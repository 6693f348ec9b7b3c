package io.treeline.processor.dialect;

/// Where in OTLP a field was found: the first words of its source, as readers show it.
enum Origin {
  SPAN("span attribute "),
  EVENT("event attribute "),
  LOG("log attribute "),
  RESOURCE("resource attribute ");

  private final String words;

  Origin(String words) {
    this.words = words;
  }

  /// The full source of a key, such as `span attribute session.id`.
  String of(String key) {
    return words + key;
  }
}

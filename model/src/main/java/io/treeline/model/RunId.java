package io.treeline.model;

/// Names a run: its trace and the span id of its top step, or of that step's placeholder.
///
/// Text form: trace id, `-`, span id, all lower-case hex.
public record RunId(TraceId traceId, long rootSpanId) {

  /// @throws IllegalArgumentException if `text` is not of the text form
  public static RunId parse(String text) {
    if (text.length() != 49 || text.charAt(32) != '-') {
      throw new IllegalArgumentException("a run id is a trace id, '-' and a span id");
    }
    return new RunId(TraceId.parse(text.substring(0, 32)), SpanId.parse(text.substring(33)));
  }

  @Override
  public String toString() {
    return traceId + "-" + SpanId.toHex(rootSpanId);
  }
}

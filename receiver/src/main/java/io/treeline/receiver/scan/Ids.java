package io.treeline.receiver.scan;

import io.treeline.model.SpanId;
import org.jspecify.annotations.Nullable;

/// The ids of the item being read; the last occurrence of a field wins, as in protobuf.
///
/// Source: trace.proto and logs.proto, "The ID is a 16-byte array. An ID with all zeroes OR of
/// length other than 16 bytes is considered invalid".
final class Ids {
  static final int TRACE_ID_BYTES = 16;
  static final int SPAN_ID_BYTES = 8;

  long traceHigh;
  long traceLow;
  long spanId;
  long parentSpanId;
  private int traceLength;
  private int spanLength;
  private int parentLength;

  void clear() {
    traceHigh = 0;
    traceLow = 0;
    spanId = SpanId.NONE;
    parentSpanId = SpanId.NONE;
    traceLength = 0;
    spanLength = 0;
    parentLength = 0;
  }

  void readTraceId(WireReader in) throws MalformedWireException {
    traceLength = in.length();
    boolean valid = traceLength == TRACE_ID_BYTES;
    traceHigh = valid ? in.idAt(in.position()) : 0;
    traceLow = valid ? in.idAt(in.position() + Long.BYTES) : 0;
    in.advance(traceLength);
  }

  void readSpanId(WireReader in) throws MalformedWireException {
    spanLength = in.length();
    spanId = readEight(in, spanLength);
  }

  void readParentSpanId(WireReader in) throws MalformedWireException {
    parentLength = in.length();
    parentSpanId = readEight(in, parentLength);
  }

  private static long readEight(WireReader in, int length) throws MalformedWireException {
    long id = length == SPAN_ID_BYTES ? in.idAt(in.position()) : SpanId.NONE;
    in.advance(length);
    return id;
  }

  boolean hasTrace() {
    return (traceHigh | traceLow) != 0;
  }

  boolean hasSpan() {
    return spanId != SpanId.NONE;
  }

  /// What is wrong with the ids of a span, which must have both; null if nothing is.
  @Nullable String problemOfSpan() {
    if (!hasTrace()) {
      return "the trace id must be 16 bytes that are not all zero";
    }
    if (!hasSpan()) {
      return "the span id must be 8 bytes that are not all zero";
    }
    if (parentLength != 0 && parentLength != SPAN_ID_BYTES) {
      return "the parent span id must be empty or 8 bytes";
    }
    return null;
  }

  /// What is wrong with the ids of a log record, which may have none; null if nothing is.
  @Nullable String problemOfLogRecord() {
    if (traceLength != 0 && traceLength != TRACE_ID_BYTES) {
      return "the trace id must be empty or 16 bytes";
    }
    if (spanLength != 0 && spanLength != SPAN_ID_BYTES) {
      return "the span id must be empty or 8 bytes";
    }
    return null;
  }
}

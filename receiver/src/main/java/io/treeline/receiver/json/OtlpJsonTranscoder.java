package io.treeline.receiver.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.treeline.receiver.scan.DecodedRequest;
import io.treeline.receiver.scan.RefusedException;
import io.treeline.receiver.scan.Signal;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackReader;
import java.io.Reader;
import java.util.regex.Pattern;

/// Turns an OTLP/JSON export request into its protobuf bytes, as it arrives.
///
/// Lenient as the Collector is: names in lowerCamelCase or snake_case, unknown fields skipped,
/// 64-bit integers as strings or numbers, enums as numbers or names, null as absent, ids in hex of
/// either case. Invalid UTF-8 becomes U+FFFD. A span, log record or data point with an id that is
/// not hex of its length, or nested too deep, is left out alone. Stateless; safe for any number of
/// threads.
///
/// Source: OTLP specification 1.11, "JSON Protobuf Encoding".
public final class OtlpJsonTranscoder {
  /// Objects and arrays inside each other that are only passed over, which costs little.
  private static final int MAX_SKIPPED_DEPTH = 10_000;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(Integer.MAX_VALUE) // The body has its limit.
                  .maxNestingDepth(MAX_SKIPPED_DEPTH)
                  .build())
          .build();

  private static final int BYTE_ORDER_MARK = 0xFEFF;

  /// How Jackson's messages begin a place, of which the sender needs line and column only.
  private static final Pattern SOURCE =
      Pattern.compile("\\[Source: [^;]*; (line: \\d+, column: \\d+)]");

  private final int limitBytes;

  /// @param limitBytes the largest protobuf request to make
  public OtlpJsonTranscoder(int limitBytes) {
    this.limitBytes = limitBytes;
  }

  /// The shapes of the three requests, made from the descriptors when the first JSON request comes.
  private static final class Shapes {
    static final MessageShape TRACES = MessageShape.of(ExportTraceServiceRequest.getDescriptor());
    static final MessageShape LOGS = MessageShape.of(ExportLogsServiceRequest.getDescriptor());
    static final MessageShape METRICS =
        MessageShape.of(ExportMetricsServiceRequest.getDescriptor());

    static MessageShape of(Signal signal) {
      return switch (signal) {
        case TRACES -> TRACES;
        case LOGS -> LOGS;
        case METRICS -> METRICS;
      };
    }
  }

  /// Reads one JSON object to its end.
  ///
  /// @throws RefusedException if it is malformed (with line and column) or too large, if a resource
  ///   or scope is nested too deep, or if the stream refuses
  /// @throws IOException if the stream fails
  public DecodedRequest transcode(Signal signal, InputStream json) throws IOException {
    ProtoBuffer out = new ProtoBuffer(limitBytes);
    try (JsonParser in = JSON.createParser(withoutMark(new InputStreamReader(json, UTF_8)))) {
      return read(in, out, Shapes.of(signal));
    }
  }

  private static DecodedRequest read(JsonParser in, ProtoBuffer out, MessageShape shape)
      throws IOException {
    try {
      return new JsonMessageReader(in, out).readRequest(shape);
    } catch (JacksonException e) {
      JsonLocation at = e.getLocation();
      String problem = SOURCE.matcher(e.getOriginalMessage()).replaceAll("$1");
      throw malformed(problem, at == null ? in.currentLocation() : at);
    }
  }

  /// Passes over a byte order mark, which RFC 8259, section 8.1, lets parsers ignore.
  private static Reader withoutMark(Reader text) throws IOException {
    PushbackReader reader = new PushbackReader(text);
    int first = reader.read();
    if (first >= 0 && first != BYTE_ORDER_MARK) {
      reader.unread(first);
    }
    return reader;
  }

  static RefusedException malformed(String problem, JsonLocation at) {
    return RefusedException.malformed(
        "malformed JSON at line %d, column %d: %s"
            .formatted(at.getLineNr(), at.getColumnNr(), problem));
  }
}

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
import io.treeline.receiver.scan.RefusedException;
import io.treeline.receiver.scan.Signal;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackReader;
import java.io.Reader;

/// Turns an OTLP/JSON export request into its protobuf bytes, as it arrives.
///
/// Lenient as the Collector is: names in lowerCamelCase or snake_case, unknown fields skipped,
/// 64-bit integers as strings or numbers, enums as numbers or names, null as absent, ids in hex of
/// either case. Invalid UTF-8 becomes U+FFFD. An id that is not hex of its length makes the request
/// malformed, as for the Collector: unlike a short id in protobuf it cannot be passed on.
/// Stateless; safe for any number of threads.
///
/// Source: OTLP specification 1.11, "JSON Protobuf Encoding".
public final class OtlpJsonTranscoder {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(Integer.MAX_VALUE) // The body has its limit.
                  .build())
          .build();

  private static final int BYTE_ORDER_MARK = 0xFEFF;

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
  /// @throws RefusedException if it is malformed (with line and column), nested too deep or too
  ///   large, or if the stream refuses
  /// @throws IOException if the stream fails
  public byte[] transcode(Signal signal, InputStream json) throws IOException {
    ProtoBuffer out = new ProtoBuffer(limitBytes);
    try (JsonParser in = JSON.createParser(withoutMark(new InputStreamReader(json, UTF_8)))) {
      new JsonMessageReader(in, out).readRequest(Shapes.of(signal));
    } catch (JacksonException e) {
      throw malformed(e.getOriginalMessage(), e.getLocation());
    }
    return out.toByteArray();
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

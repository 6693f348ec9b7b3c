package io.treeline.receiver.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.treeline.model.ingest.Refusal;
import io.treeline.receiver.admission.RefusalStatus;
import io.treeline.receiver.admission.Verdict;
import io.treeline.receiver.scan.Signal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;

/// Answers in protobuf's JSON mapping: lowerCamelCase, 64-bit integers as strings.
final class JsonAnswers {
  private static final JsonFactory JSON = new JsonFactory();
  private static final String TYPE_PREFIX = "type.googleapis.com/google.rpc.";

  private JsonAnswers() {}

  private interface Fields {
    void write(JsonGenerator out) throws IOException;
  }

  /// `ExportTraceServiceResponse` and its like.
  static byte[] accepted(Verdict.Accepted accepted, Signal signal) {
    return object(out -> {
      if (accepted.rejected() > 0) {
        out.writeObjectFieldStart("partialSuccess");
        out.writeStringField(rejectedField(signal), Integer.toString(accepted.rejected()));
        out.writeStringField("errorMessage", accepted.message());
        out.writeEndObject();
      }
    });
  }

  private static String rejectedField(Signal signal) {
    return switch (signal) {
      case TRACES -> "rejectedSpans";
      case LOGS -> "rejectedLogRecords";
      case METRICS -> "rejectedDataPoints";
    };
  }

  /// `google.rpc.Status` without details.
  static byte[] problem(int code, String message) {
    return object(out -> {
      out.writeNumberField("code", code);
      out.writeStringField("message", message);
    });
  }

  /// `google.rpc.Status` with its details.
  static byte[] refused(Refusal refusal) {
    return object(out -> {
      out.writeNumberField("code", RefusalStatus.of(refusal).getCode());
      out.writeStringField("message", refusal.message());
      switch (refusal.reason().kind()) {
        case BAD_INPUT -> writeBadRequest(out, refusal);
        case UNAUTHENTICATED, TOO_LARGE -> {
          // No details: nothing to correct, and nothing to wait for.
        }
        case OVERLOAD, FAULT -> writeRetryInfo(out, refusal);
      }
    });
  }

  private static void writeBadRequest(JsonGenerator out, Refusal refusal) throws IOException {
    out.writeArrayFieldStart("details");
    out.writeStartObject();
    out.writeStringField("@type", TYPE_PREFIX + "BadRequest");
    out.writeArrayFieldStart("fieldViolations");
    out.writeStartObject();
    out.writeStringField("description", refusal.message());
    out.writeEndObject();
    out.writeEndArray();
    out.writeEndObject();
    out.writeEndArray();
  }

  private static void writeRetryInfo(JsonGenerator out, Refusal refusal) throws IOException {
    String seconds =
        BigDecimal.valueOf(refusal.retryAfterMillis(), 3).stripTrailingZeros().toPlainString();
    out.writeArrayFieldStart("details");
    out.writeStartObject();
    out.writeStringField("@type", TYPE_PREFIX + "RetryInfo");
    out.writeStringField("retryDelay", seconds + "s");
    out.writeEndObject();
    out.writeEndArray();
  }

  private static byte[] object(Fields fields) {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = JSON.createGenerator(bytes)) {
      out.writeStartObject();
      fields.write(out);
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }
}

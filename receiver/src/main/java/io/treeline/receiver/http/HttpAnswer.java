package io.treeline.receiver.http;

import static io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames.ALLOW;
import static io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames.RETRY_AFTER;
import static io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames.WWW_AUTHENTICATE;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.treeline.model.ingest.Refusal;
import io.treeline.receiver.admission.ExportResponses;
import io.treeline.receiver.admission.RefusalStatus;
import io.treeline.receiver.admission.Verdict;
import io.treeline.receiver.scan.Signal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a request is answered, whatever its connection.
///
/// @param contentType empty: there is no body
/// @param headers beside those that every answer has
record HttpAnswer(int status, String contentType, byte[] body, Map<CharSequence, String> headers) {
  private static final String TEXT = "text/plain; charset=utf-8";

  /// The answer to a request that is OTLP, in its encoding.
  static HttpAnswer of(Verdict verdict, Signal signal, Encoding encoding) {
    return switch (verdict) {
      case Verdict.Accepted accepted ->
          new HttpAnswer(
              200,
              encoding.contentType(),
              switch (encoding) {
                case PROTOBUF -> ExportResponses.encode(accepted);
                case JSON -> JsonAnswers.accepted(accepted, signal);
              },
              Map.of());
      case Verdict.Refused refused -> refused(refused.refusal(), encoding);
    };
  }

  /// A `google.rpc.Status` in the encoding of the request.
  static HttpAnswer refused(Refusal refusal, Encoding encoding) {
    long seconds = RefusalStatus.retryAfterSeconds(refusal);
    return new HttpAnswer(
        RefusalStatus.httpStatus(refusal),
        encoding.contentType(),
        switch (encoding) {
          case PROTOBUF -> RefusalStatus.of(refusal).toByteArray();
          case JSON -> JsonAnswers.refused(refusal);
        },
        seconds > 0 ? Map.of(RETRY_AFTER, Long.toString(seconds)) : Map.of());
  }

  static HttpAnswer unauthenticated(
      Refusal refusal, Encoding encoding, @Nullable String challenge) {
    HttpAnswer refused = refused(refusal, encoding);
    return new HttpAnswer(
        refused.status,
        refused.contentType,
        refused.body,
        challenge == null ? Map.of() : Map.of(WWW_AUTHENTICATE, challenge));
  }

  /// The answer to a request that is not OTLP at all.
  static HttpAnswer text(int status, String message) {
    return new HttpAnswer(status, TEXT, (message + "\n").getBytes(UTF_8), Map.of());
  }

  static HttpAnswer methodNotAllowed() {
    return new HttpAnswer(
        405,
        TEXT,
        "405 method not allowed, supported: [POST]\n".getBytes(UTF_8),
        Map.of(ALLOW, "POST"));
  }

  static HttpAnswer unsupportedMediaType() {
    return text(
        415, "415 unsupported media type, supported: [application/json, application/x-protobuf]");
  }

  static HttpAnswer notFound() {
    return text(404, "404 not found; OTLP is taken at /v1/traces, /v1/logs and /v1/metrics");
  }

  static HttpAnswer noContent() {
    return new HttpAnswer(204, "", new byte[0], Map.of());
  }
}

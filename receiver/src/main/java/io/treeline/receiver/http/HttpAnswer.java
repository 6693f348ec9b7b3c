package io.treeline.receiver.http;

import static io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames.ALLOW;
import static io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames.RETRY_AFTER;
import static io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames.WWW_AUTHENTICATE;

import com.google.rpc.Code;
import com.google.rpc.Status;
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

  /// What HTTP has a status for and OTLP no refusal: a `google.rpc.Status` all the same.
  static HttpAnswer problem(int status, String message, Encoding encoding) {
    Code code = status == 404 || status == 501 ? Code.UNIMPLEMENTED : Code.INVALID_ARGUMENT;
    byte[] body =
        switch (encoding) {
          case PROTOBUF ->
              Status.newBuilder()
                  .setCode(code.getNumber())
                  .setMessage(message)
                  .build()
                  .toByteArray();
          case JSON -> JsonAnswers.problem(code.getNumber(), message);
        };
    return new HttpAnswer(status, encoding.contentType(), body, Map.of());
  }

  static HttpAnswer methodNotAllowed(Encoding encoding) {
    HttpAnswer problem = problem(405, "405 method not allowed, supported: [POST]", encoding);
    return new HttpAnswer(405, problem.contentType, problem.body, Map.of(ALLOW, "POST"));
  }

  static HttpAnswer unsupportedMediaType() {
    return problem(
        415,
        "415 unsupported media type, supported: [application/json, application/x-protobuf]",
        Encoding.JSON);
  }

  static HttpAnswer notFound(Encoding encoding) {
    return problem(
        404, "404 not found; OTLP is taken at /v1/traces, /v1/logs and /v1/metrics", encoding);
  }

  static HttpAnswer noContent() {
    return new HttpAnswer(204, "", new byte[0], Map.of());
  }
}

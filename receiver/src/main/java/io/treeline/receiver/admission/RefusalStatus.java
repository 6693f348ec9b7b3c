package io.treeline.receiver.admission;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.treeline.model.ingest.Refusal;
import java.util.concurrent.TimeUnit;

/// How a refusal is told to OTLP clients: never retryably for poison, never for good on overload.
///
/// Source: OTLP specification 1.11, "Failures" and "OTLP/HTTP Throttling".
public final class RefusalStatus {
  private RefusalStatus() {}

  /// The `google.rpc.Status`, with `BadRequest` or `RetryInfo` where the specification has them.
  public static Status of(Refusal refusal) {
    Status.Builder status =
        Status.newBuilder().setCode(code(refusal).getNumber()).setMessage(refusal.message());
    switch (refusal.reason().kind()) {
      case BAD_INPUT -> status.addDetails(Any.pack(badRequest(refusal)));
      case UNAUTHENTICATED, TOO_LARGE -> {
        // With RetryInfo clients would send it again, for ever.
      }
      case OVERLOAD, FAULT -> status.addDetails(Any.pack(retryInfo(refusal)));
    }
    return status.build();
  }

  private static Code code(Refusal refusal) {
    return switch (refusal.reason().kind()) {
      case BAD_INPUT -> Code.INVALID_ARGUMENT;
      case UNAUTHENTICATED -> Code.UNAUTHENTICATED;
      case TOO_LARGE -> Code.RESOURCE_EXHAUSTED;
      case OVERLOAD, FAULT -> Code.UNAVAILABLE;
    };
  }

  public static int httpStatus(Refusal refusal) {
    return switch (refusal.reason().kind()) {
      case BAD_INPUT -> 400;
      case UNAUTHENTICATED -> 401;
      case TOO_LARGE -> 413;
      case OVERLOAD, FAULT -> 503;
    };
  }

  /// For `Retry-After`: whole seconds, at least one; 0 when trying again is of no use.
  public static long retryAfterSeconds(Refusal refusal) {
    return switch (refusal.reason().kind()) {
      case BAD_INPUT, UNAUTHENTICATED, TOO_LARGE -> 0;
      case OVERLOAD, FAULT ->
          Math.max(1, Math.ceilDiv(refusal.retryAfterMillis(), TimeUnit.SECONDS.toMillis(1)));
    };
  }

  private static BadRequest badRequest(Refusal refusal) {
    return BadRequest.newBuilder()
        .addFieldViolations(
            BadRequest.FieldViolation.newBuilder().setDescription(refusal.message()))
        .build();
  }

  private static RetryInfo retryInfo(Refusal refusal) {
    long millis = Math.max(1, refusal.retryAfterMillis());
    return RetryInfo.newBuilder()
        .setRetryDelay(
            Duration.newBuilder()
                .setSeconds(millis / 1_000)
                .setNanos((int) TimeUnit.MILLISECONDS.toNanos(millis % 1_000)))
        .build();
  }
}

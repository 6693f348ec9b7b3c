package io.treeline.receiver.admission;

import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;

/// The answer OK in protobuf.
///
/// ExportTraceServiceResponse, ExportLogsServiceResponse and ExportMetricsServiceResponse have the
/// same fields on the wire.
public final class ExportResponses {
  private static final byte[] COMPLETE = {};

  private ExportResponses() {}

  /// The encoded response; the caller must not change it. Without rejected items `partial_success`
  /// is unset, as the specification demands.
  public static byte[] encode(Verdict.Accepted accepted) {
    if (accepted.rejected() == 0) {
      return COMPLETE;
    }
    return ExportTraceServiceResponse.newBuilder()
        .setPartialSuccess(
            ExportTracePartialSuccess.newBuilder()
                .setRejectedSpans(accepted.rejected())
                .setErrorMessage(accepted.message()))
        .build()
        .toByteArray();
  }
}

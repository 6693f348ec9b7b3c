package io.treeline.receiver.grpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.treeline.model.ingest.Refusal;
import io.treeline.receiver.admission.OtlpIngest;
import io.treeline.receiver.auth.Authenticator;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Begins export calls: who may not send is told so before a byte of the message is looked at.
///
/// On the scan pool.
final class ExportCalls {
  private final RequestMarshaller requests;
  private final OtlpIngest ingest;
  private final Executor answers;
  private final @Nullable Authenticator authenticator;

  /// @param authenticator null: anyone may send
  /// @param answers where calls are answered, one after the other
  ExportCalls(
      int maxMessageBytes,
      OtlpIngest ingest,
      Executor answers,
      @Nullable Authenticator authenticator) {
    this.requests = new RequestMarshaller(maxMessageBytes);
    this.ingest = ingest;
    this.answers = answers;
    this.authenticator = authenticator;
  }

  /// The services of all signals.
  List<ServerServiceDefinition> definitions() {
    return Arrays.stream(ExportService.values())
        .map(service ->
            service.definition(requests, (call, headers) -> begin(service, call, headers)))
        .toList();
  }

  private ServerCall.Listener<InboundMessage> begin(
      ExportService service, ServerCall<InboundMessage, byte[]> call, Metadata headers) {
    CallMemory memory = CallMemory.current();
    var export = new ExportCall(call, memory, service.signal(), ingest, answers);
    Refusal refusal = authenticator == null ? null : check(authenticator, headers);
    if (refusal != null) {
      memory.refuse(refusal);
    }
    export.begin();
    return export;
  }

  private static @Nullable Refusal check(Authenticator authenticator, Metadata headers) {
    var key = Metadata.Key.of(authenticator.header(), Metadata.ASCII_STRING_MARSHALLER);
    return authenticator.check(headers.get(key));
  }
}

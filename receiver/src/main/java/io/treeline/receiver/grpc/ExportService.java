package io.treeline.receiver.grpc;

import io.grpc.MethodDescriptor;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.treeline.receiver.scan.Signal;

/// The gRPC export service of each signal: its name and its one method.
///
/// Source: opentelemetry/proto/collector/*/v1/*_service.proto.
enum ExportService {
  TRACES(Signal.TRACES, "opentelemetry.proto.collector.trace.v1.TraceService"),
  LOGS(Signal.LOGS, "opentelemetry.proto.collector.logs.v1.LogsService"),
  METRICS(Signal.METRICS, "opentelemetry.proto.collector.metrics.v1.MetricsService");

  private static final String METHOD = "Export";

  private final Signal signal;
  private final String service;

  ExportService(Signal signal, String service) {
    this.signal = signal;
    this.service = service;
  }

  Signal signal() {
    return signal;
  }

  String serviceName() {
    return service;
  }

  private String methodName() {
    return MethodDescriptor.generateFullMethodName(service, METHOD);
  }

  /// Whether that is one of our methods.
  static boolean has(String fullMethodName) {
    for (ExportService service : values()) {
      if (service.methodName().equals(fullMethodName)) {
        return true;
      }
    }
    return false;
  }

  ServerServiceDefinition definition(
      RequestMarshaller requests, ServerCallHandler<InboundMessage, byte[]> handler) {
    MethodDescriptor<InboundMessage, byte[]> export =
        MethodDescriptor.<InboundMessage, byte[]>newBuilder()
            // Unary, but gRPC would reset a call with two messages instead of answering it.
            .setType(MethodDescriptor.MethodType.CLIENT_STREAMING)
            .setFullMethodName(methodName())
            .setRequestMarshaller(requests)
            .setResponseMarshaller(new ResponseMarshaller())
            .build();
    return ServerServiceDefinition.builder(service).addMethod(export, handler).build();
  }
}

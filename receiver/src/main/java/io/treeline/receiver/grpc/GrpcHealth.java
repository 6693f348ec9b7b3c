package io.treeline.receiver.grpc;

import io.grpc.BindableService;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;

/// `grpc.health.v1`: one answer for the server and for each of its services.
final class GrpcHealth {
  private final HealthStatusManager statuses = new HealthStatusManager();

  GrpcHealth() {
    serving(true);
  }

  BindableService service() {
    return statuses.getHealthService();
  }

  void serving(boolean serves) {
    ServingStatus status = serves ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    statuses.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status);
    for (ExportService service : ExportService.values()) {
      statuses.setStatus(service.serviceName(), status);
    }
  }

  /// Says for good that nothing is served.
  void end() {
    statuses.enterTerminalState();
  }
}

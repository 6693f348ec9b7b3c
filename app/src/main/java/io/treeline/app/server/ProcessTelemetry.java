package io.treeline.app.server;

import io.treeline.model.telemetry.Telemetry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// The process's own size and age, under the Collector's names.
final class ProcessTelemetry {
  private static final Path STATUS = Path.of("/proc/self/status");

  private ProcessTelemetry() {}

  static void register(Telemetry telemetry) {
    telemetry.gauge(
        "otelcol_process_memory_rss",
        Map.of(),
        "Resident memory in bytes",
        ProcessTelemetry::residentBytes);
    telemetry.gauge(
        "otelcol_process_uptime",
        Map.of(),
        "Seconds since the process started",
        () -> ManagementFactory.getRuntimeMXBean().getUptime() / 1_000);
    telemetry.gauge(
        "otelcol_process_runtime_heap_alloc_bytes",
        Map.of(),
        "Bytes of heap in use",
        () -> ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    telemetry.gauge(
        "otelcol_process_cpu_seconds",
        Map.of(),
        "CPU seconds used by the process",
        () ->
            ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(java.time.Duration::toSeconds)
                .orElse(0L));
  }

  /// Bytes, or 0 where the system does not tell.
  private static long residentBytes() {
    try (var lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .map(line -> line.replaceAll("\\D", ""))
          .mapToLong(kibibytes -> Long.parseLong(kibibytes) * 1_024)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }
}

package io.treeline.app.server;

import com.sun.management.OperatingSystemMXBean;
import io.treeline.model.telemetry.Telemetry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// The process's own size and age, under the Collector's names.
///
/// Source: opentelemetry-collector, service/documentation.md; of Go's heap the Java heap takes the
/// place.
final class ProcessTelemetry {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final double MILLIS_PER_SECOND = 1e3;
  private static final double NANOS_PER_SECOND = 1e9;

  private ProcessTelemetry() {}

  static void register(Telemetry telemetry) {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    telemetry.total(
        "otelcol_process_uptime",
        Map.of(),
        "Seconds since the process started",
        () -> ManagementFactory.getRuntimeMXBean().getUptime() / MILLIS_PER_SECOND);
    telemetry.total(
        "otelcol_process_cpu_seconds",
        Map.of(),
        "CPU seconds used by the process",
        () -> Math.max(0, system.getProcessCpuTime()) / NANOS_PER_SECOND);
    telemetry.gauge(
        "otelcol_process_memory_rss",
        Map.of(),
        "Resident memory in bytes",
        ProcessTelemetry::residentBytes);
    telemetry.gauge(
        "otelcol_process_runtime_heap_alloc_bytes",
        Map.of(),
        "Bytes of heap in use",
        () -> memory.getHeapMemoryUsage().getUsed());
    telemetry.total(
        "otelcol_process_runtime_total_alloc_bytes",
        Map.of(),
        "Bytes ever allocated on the heap",
        threads::getTotalThreadAllocatedBytes);
    telemetry.gauge(
        "otelcol_process_runtime_total_sys_memory_bytes",
        Map.of(),
        "Bytes the Java runtime has from the system for its heap and for itself",
        () ->
            memory.getHeapMemoryUsage().getCommitted()
                + memory.getNonHeapMemoryUsage().getCommitted());
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

package io.treeline.app.config;

import io.treeline.app.config.Components.Component;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/// Checks the keys of components that have no effect, where a typing error would stop the Collector
/// too.
final class InertKeys {
  private static final long MAX_UINT32 = 0xFFFF_FFFFL;

  private InertKeys() {}

  static void check(Component component, Section section) {
    try (Section keys = section.withoutEffect()) {
      switch (component.type()) {
        case "batch" -> batch(keys);
        case "debug" -> debug(keys);
        case "pprof" -> pprof(keys);
        default -> keys.inertAll();
      }
    }
  }

  /// Source: opentelemetry-collector, processor/batchprocessor/config.go.
  private static void batch(Section batch) {
    batch.duration("timeout", Duration.ofMillis(200));
    long size = batch.number("send_batch_size", 8_192, 0, MAX_UINT32);
    long max = batch.number("send_batch_max_size", 0, 0, MAX_UINT32);
    batch.number("metadata_cardinality_limit", 1_000, 0, MAX_UINT32);
    List<String> metadata =
        batch.texts("metadata_keys").stream().map(key -> key.toLowerCase(Locale.ROOT)).toList();
    if (max > 0 && max < size) {
      batch.problem("send_batch_max_size", "must not be smaller than send_batch_size");
    }
    if (new HashSet<>(metadata).size() < metadata.size()) {
      batch.problem("metadata_keys", "a key is named more than once");
    }
  }

  private enum Verbosity {
    BASIC,
    NORMAL,
    DETAILED
  }

  /// Source: opentelemetry-collector, exporter/debugexporter/config.go.
  private static void debug(Section debug) {
    debug.choice("verbosity", Verbosity.BASIC);
    debug.number("sampling_initial", 2, 0, Integer.MAX_VALUE);
    debug.number("sampling_thereafter", 1, 0, Integer.MAX_VALUE);
    debug.flag("use_internal_logger", true);
    debug.texts("output_paths");
    debug.inert("sending_queue");
  }

  /// Source: opentelemetry-collector-contrib, extension/pprofextension.
  private static void pprof(Section pprof) {
    pprof.endpoint("endpoint", new Endpoint("localhost", 1777));
    pprof.number("block_profile_fraction", 0, Integer.MIN_VALUE, Integer.MAX_VALUE);
    pprof.number("mutex_profile_fraction", 0, Integer.MIN_VALUE, Integer.MAX_VALUE);
    pprof.optionalPath("save_to_file", "none");
    pprof.inert("dialer");
  }
}

package io.treeline.app.server;

import io.treeline.app.config.TelemetryConfig.MetricNames;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The attributes of this process, which tell its telemetry from that of others.
record Resource(Map<String, String> attributes) {
  private static final Pattern NO_LABEL = Pattern.compile("[^a-zA-Z0-9_]");

  Resource {
    attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
  }

  /// The name, the version and a random instance id, and what the configuration says of them.
  ///
  /// @param configured attributes by name; null takes one away
  static Resource of(String version, Map<String, @Nullable String> configured) {
    Map<String, String> attributes = new TreeMap<>();
    attributes.put("service.name", "treeline");
    attributes.put("service.version", version);
    attributes.put("service.instance.id", UUID.randomUUID().toString());
    configured.forEach((name, value) -> {
      attributes.remove(name);
      if (value != null) {
        attributes.put(name, value);
      }
    });
    return new Resource(attributes);
  }

  /// The attributes as labels: `service.name` becomes `service_name`.
  Map<String, String> labels() {
    Map<String, String> labels = new TreeMap<>();
    attributes.forEach((name, value) -> labels.put(label(name), value));
    return labels;
  }

  /// What every series carries, by the Prometheus exporter's settings.
  Map<String, String> labelsOfEverything(MetricNames names) {
    Map<String, String> labels = new TreeMap<>();
    attributes.forEach((name, value) -> {
      if (matches(names.resourceLabels(), name) && !matches(names.resourceLabelsExcluded(), name)) {
        labels.put(label(name), value);
      }
    });
    if (names.scopeInfo()) {
      labels.put("otel_scope_name", "io.treeline");
      labels.put("otel_scope_version", attributes.getOrDefault("service.version", ""));
    }
    return labels;
  }

  /// Patterns have `*` for anything and `?` for one character.
  private static boolean matches(List<String> patterns, String name) {
    return patterns.stream()
        .map(pattern -> Pattern.quote(pattern).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q"))
        .anyMatch(name::matches);
  }

  private static String label(String name) {
    String label = NO_LABEL.matcher(name).replaceAll("_");
    return !label.isEmpty() && Character.isDigit(label.charAt(0)) ? "_" + label : label;
  }
}

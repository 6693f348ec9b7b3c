package io.treeline.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Freezes the names and labels of the Collector's metrics: dashboards and alerts live on them.
class MetricNamesIT {
  private static final Pattern SERIES =
      Pattern.compile("^((?:otelcol_|target_)[a-z0-9_]+)(?:\\{([^}]*)})? .*");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  @TempDir Path directory;

  @Test
  void metrics_collectorsNames_areTheseInBothSpellings() throws Exception {
    Set<String> expected = new TreeSet<>();
    for (String line : lines("collector-metrics.txt")) {
      expected.add(line);
      if (line.startsWith("counter ")) {
        expected.add(line.replaceFirst("( otelcol_\\S+)", "$1_total"));
      }
    }
    try (ServerProcess server =
        ServerProcess.start(
            directory.resolve("data"),
            "--set",
            "processors.memory_limiter={check_interval: 1h, limit_mib: 4000}")) {
      assertThat(seriesOf(server.get("metrics", "/metrics"))).isEqualTo(expected);
    }
  }

  @Test
  void metrics_levelNone_hasNoPort() throws Exception {
    Path data = directory.resolve("data");
    try (ServerProcess server =
        ServerProcess.start(data, "--set", "service.telemetry.metrics.level=none")) {
      assertThat(Files.readString(data.resolve("endpoints.json"))).contains("\"metrics\":null");
      assertThat(server.printed()).doesNotContain("metrics=");
    }
  }

  /// Type, name and labels; of the resource and of numbers only the names.
  private static Set<String> seriesOf(String text) {
    Set<String> series = new TreeSet<>();
    String type = "";
    for (String line : text.lines().toList()) {
      if (line.startsWith("# TYPE ")) {
        type = line.substring(line.lastIndexOf(' ') + 1);
      }
      Matcher matcher = SERIES.matcher(line);
      if (matcher.matches()) {
        series.add((type + " " + matcher.group(1) + " " + labels(matcher)).strip());
      }
    }
    return series;
  }

  private static String labels(Matcher series) {
    StringBuilder labels = new StringBuilder();
    Matcher label = LABEL.matcher(series.group(2) == null ? "" : series.group(2));
    while (label.find()) {
      boolean varies = label.group(1).startsWith("service_");
      labels.append(label.group(1)).append(varies ? "" : "=" + label.group(2)).append(' ');
    }
    return labels.toString().strip();
  }

  private static List<String> lines(String resource) throws IOException {
    return Files.readAllLines(Path.of("src/test/resources/" + resource)).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .toList();
  }
}

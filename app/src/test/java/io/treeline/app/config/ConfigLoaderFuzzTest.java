package io.treeline.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.treeline.app.config.ConfigLoader.Request;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// Any bytes as a configuration: read or refused, with a place in every message.
final class ConfigLoaderFuzzTest {
  @FuzzTest(maxDuration = "8m")
  void check_anyBytes_areReadOrRefused(byte[] bytes) {
    String yaml = new String(bytes, StandardCharsets.UTF_8);
    if (yaml.contains("file")) {
      return; // It would read files of this machine, as it should.
    }
    try {
      ConfigReport report =
          ConfigLoader.check(
              new Request(
                  List.of("env:C"), List.of(), Map.of("C", yaml, "A", "[1]"), true, true, true));
      assertThat(report.problems()).allMatch(problem -> problem.contains(": "));
    } catch (ConfigException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }
}

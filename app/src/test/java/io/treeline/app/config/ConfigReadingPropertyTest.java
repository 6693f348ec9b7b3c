package io.treeline.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.treeline.app.config.ConfigLoader.Request;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Whatever text a configuration is, it is read or refused, soon, and nothing else happens.
class ConfigReadingPropertyTest {
  private static final int CASES = 3_000;
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private static final List<String> PIECES =
      List.of(
          ": ",
          "\n",
          "- ",
          "{",
          "}",
          "[",
          "]",
          "&a ",
          "*a",
          "<<: ",
          "::",
          "${env:C}",
          "${env:A}",
          "${",
          "}",
          "$$",
          "'",
          "\"",
          "|",
          ">",
          "#",
          "!!str ",
          "!!int ",
          "? ",
          "---\n",
          "\t",
          "null",
          "true",
          "0123",
          "1e400",
          "-",
          "\u0000",
          "\uFEFF",
          "é",
          "receivers",
          "otlp",
          "service",
          "pipelines",
          "traces",
          "extensions",
          "/",
          "endpoint",
          "tls",
          "cert_pem",
          "1h",
          "10GiB");

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  @Test
  void check_mutatedConfigurations_areReadOrRefused() throws IOException {
    String sample = Files.readString(Path.of("src/test/resources/config/every-section.yaml"));
    int refused = 0;
    for (int i = 0; i < CASES; i++) {
      refused += isRefused(random.nextInt(4) == 0 ? noise() : mutated(sample)) ? 1 : 0;
    }
    assertThat(refused).as("seed %d", seed).isBetween(1, CASES - 1);
  }

  /// Of this thread, as the machine may be busy with something else.
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private boolean isRefused(String yaml) {
    long start = cpuNanos();
    try {
      ConfigReport report =
          ConfigLoader.check(
              new Request(
                  List.of("env:C"),
                  List.of(),
                  Map.of("C", yaml, "A", "x: [${env:B}]"),
                  false,
                  false,
                  false));
      return !report.problems().isEmpty();
    } catch (ConfigException e) {
      return true;
    } catch (RuntimeException | StackOverflowError e) {
      return fail("seed " + seed + ":\n" + yaml, e);
    } finally {
      assertThat(Duration.ofNanos(cpuNanos() - start))
          .as("seed %d:%n%s", seed, yaml)
          .isLessThan(LIMIT);
    }
  }

  private String mutated(String sample) {
    StringBuilder text = new StringBuilder(sample);
    for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(3)) {
        case 0 -> text.insert(at, piece());
        case 1 -> text.delete(at, Math.min(text.length(), at + random.nextInt(20)));
        default -> text.replace(at, Math.min(text.length(), at + random.nextInt(8)), piece());
      }
    }
    return text.toString();
  }

  private String noise() {
    StringBuilder text = new StringBuilder();
    for (int pieces = random.nextInt(60); pieces > 0; pieces--) {
      text.append(piece());
    }
    return text.toString();
  }

  private String piece() {
    return PIECES.get(random.nextInt(PIECES.size()));
  }
}

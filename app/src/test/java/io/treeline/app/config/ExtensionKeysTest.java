package io.treeline.app.config;

import static io.treeline.app.config.Configs.load;
import static io.treeline.app.config.Configs.problems;
import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.app.config.Config.GcIntervals;
import io.treeline.app.config.Config.HealthConfig;
import io.treeline.app.config.Config.HealthStyle;
import io.treeline.app.config.Config.MemoryLimiterConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The operator's ports and the memory limiter.
class ExtensionKeysTest {
  private static final long MIB = 1_024 * 1_024;

  @Test
  void healthCheck_everyKey_isInTheConfig() {
    assertThat(
            load("""
            extensions:
              health_check:
                endpoint: "0.0.0.0:13133"
                path: /health/status
                response_body: {healthy: up, unhealthy: down}
            """)
                .health())
        .containsExactly(
            new HealthConfig(
                "health_check",
                new Endpoint("0.0.0.0", 13133),
                "/health/status",
                HealthStyle.SERVER_AVAILABLE,
                "up",
                "down"));
  }

  @Test
  void healthCheckV2_itsHttpPart_isInTheConfig() {
    String yaml =
        """
        extensions:
          healthcheckv2:
            use_v2: true
            component_health: {include_permanent_errors: true}
            http: {endpoint: "localhost:1", status: {enabled: true, path: /s}, config: }
            grpc: {endpoint: "localhost:2", transport: tcp}
        """;

    Config config = load(yaml);
    assertThat(config.health())
        .containsExactly(
            new HealthConfig(
                "healthcheckv2",
                new Endpoint("localhost", 1),
                "/s",
                HealthStyle.COMPONENT_STATUS,
                null,
                null));
    assertThat(config.notes()).hasSize(2).anyMatch(note -> note.contains("grpc.health.v1"));
    assertThat(load("extensions: {healthcheckv2: {path: /p}}").health().getFirst().style())
        .isEqualTo(HealthStyle.SERVER_AVAILABLE);
  }

  @Test
  void healthCheck_ofSeveral_theOneInTheServiceCounts() {
    Config config =
        load(
            """
            extensions: {health_check/a: {path: /a}, health_check/b: {path: /b}}
            service: {extensions: [health_check/b]}
            """);

    assertThat(config.health()).extracting(HealthConfig::path).containsExactly("/b");
  }

  @Test
  void healthChecks_ofBothKinds_areBothServed() {
    Config config =
        load(
            """
            extensions:
              health_check: {endpoint: "localhost:1"}
              healthcheckv2: {use_v2: true, http: {endpoint: "localhost:2"}}
            service: {extensions: [health_check, healthcheckv2]}
            """);

    assertThat(config.health())
        .extracting(health -> health.endpoint() + health.path())
        .containsExactly("localhost:1/", "localhost:2/status");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "health_check: {path: status}",
        "health_check: {endpoint: nowhere}",
        "health_check: {tls: {cert_file: a}}",
        "health_check: {auth: {authenticator: a}}",
        "health_check: {transport: unix}",
        "health_check: {port: 1}",
        "healthcheckv2: {use_v2: true}",
        "zpages: {endpoint: ''}",
        "zpages/a: , zpages/b: ",
        "treeline_query: , treeline_query/b: "
      })
  void operatorsPorts_whatCannotBe_isRefused(String extension) {
    assertThat(problems("extensions: {" + extension + "}")).hasSize(1);
  }

  @Test
  void zpages_notInTheService_isNotServed() {
    String yaml = "extensions: {zpages: {endpoint: 'localhost:7'}}\n";

    assertThat(load(yaml).zpages()).hasToString("localhost:7");
    assertThat(load(yaml + "service: {extensions: []}").zpages()).isNull();
  }

  @Test
  void memoryLimiter_fixedLimits_areBytes() {
    assertThat(limiter("check_interval: 5s, limit_mib: 400, spike_limit_mib: 100"))
        .isEqualTo(
            new MemoryLimiterConfig(
                "memory_limiter",
                Duration.ofSeconds(5),
                300 * MIB,
                400 * MIB,
                new GcIntervals(Duration.ofSeconds(10), Duration.ofSeconds(30)),
                new GcIntervals(Duration.ZERO, Duration.ofSeconds(30))));
  }

  @Test
  void memoryLimiter_noSpikeLimit_isAFifth() {
    assertThat(limiter("check_interval: 1s, limit_mib: 100").softBytes()).isEqualTo(80 * MIB);
  }

  @Test
  void memoryLimiter_percentage_isOfTheMemoryThereIs() {
    MemoryLimiterConfig limiter =
        limiter("check_interval: 1s, limit_percentage: 80, spike_limit_percentage: 20");

    assertThat((double) limiter.softBytes() / limiter.hardBytes())
        .isEqualTo(0.75, org.assertj.core.api.Assertions.within(1e-6));
    assertThat(limiter.hardBytes()).isGreaterThan(MIB);
  }

  @Test
  void memoryLimiter_ofSeveral_theOneThatRefusesFirstCounts() {
    MemoryLimiterConfig limiter =
        load("""
        processors:
          memory_limiter/a: {check_interval: 1s, limit_mib: 400}
          memory_limiter/b: {check_interval: 1s, limit_mib: 200}
        extensions:
          memory_limiter: {check_interval: 1s, limit_mib: 300}
        """)
            .memoryLimiter();

    assertThat(limiter).isNotNull();
    assertThat(limiter.id()).isEqualTo("memory_limiter/b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "limit_mib: 100 | check_interval: must be greater than zero",
        "check_interval: 1s | limit_mib or limit_percentage must be greater than zero",
        "check_interval: 1s, limit_mib: -2000 | must be 0 to",
        "check_interval: 1s, limit_mib: 100, spike_limit_mib: 100 | must be smaller than limit_mib",
        "check_interval: 1s, limit_percentage: 101 | must be 0 to 100",
        "check_interval: 1s, limit_percentage: 5, spike_limit_percentage: 6 | must be smaller",
        "check_interval: 1s, limit_mib: 1, min_gc_interval_when_hard_limited: 20s | not be smaller",
        "check_interval: 1s, limit_mib: 1, max_gc_interval_when_soft_limited: 5s | must be zero or",
        "check_interval: 1s, limit_mib: 1, limits: 1 | unknown key"
      })
  void memoryLimiter_wrongKeys_areRefused(String keys, String problem) {
    assertThat(problems("processors: {memory_limiter: {" + keys + "}}"))
        .isNotEmpty()
        .anyMatch(line -> line.contains(problem));
  }

  private static MemoryLimiterConfig limiter(String keys) {
    MemoryLimiterConfig limiter =
        load("processors: {memory_limiter: {" + keys + "}}").memoryLimiter();
    assertThat(limiter).isNotNull();
    return limiter;
  }
}

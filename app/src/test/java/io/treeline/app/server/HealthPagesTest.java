package io.treeline.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.app.config.Config.HealthConfig;
import io.treeline.app.config.Config.HealthStyle;
import io.treeline.app.config.Endpoint;
import io.treeline.app.server.Health.State;
import io.treeline.app.server.PlainHttp.Answer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthPagesTest {
  private static final Endpoint ANYWHERE = new Endpoint("127.0.0.1", 0);

  private final Health health = new Health();
  private boolean isRefusing;
  private Instant now = Instant.parse("2026-11-26T12:00:00Z");
  private final InstantSource clock = () -> now;

  @ParameterizedTest
  @CsvSource({
    "STARTING, 503, 503, 200, 503",
    "READY, 200, 200, 200, 200",
    "STOPPING, 503, 503, 200, 200"
  })
  void answer_eachState_isWhatProbesExpect(
      State state, int root, int ready, int live, int started) {
    health.become(state);
    HealthPages pages = pages("/", null, null);

    assertThat(pages.answer("/", "").status()).isEqualTo(root);
    assertThat(pages.answer("/readyz", "").status()).isEqualTo(ready);
    assertThat(pages.answer("/livez", "").status()).isEqualTo(live);
    assertThat(pages.answer("/startupz", "").status()).isEqualTo(started);
  }

  @Test
  void answer_pathIsConfigured_rootIsNone() {
    health.become(State.READY);
    HealthPages pages = pages("/health", null, null);

    assertThat(pages.answer("/health", "").status()).isEqualTo(200);
    assertThat(pages.answer("/", "").status()).isEqualTo(404);
  }

  @Test
  void answer_whileRefusing_onlyReadinessSaysNo() {
    health.become(State.READY);
    health.refusesWhile("memory_limiter", () -> isRefusing);
    HealthPages pages = pages("/", null, null);
    isRefusing = true;

    Answer ready = pages.answer("/readyz", "");
    assertThat(ready.status()).isEqualTo(503);
    assertThat(ready.body()).isEqualTo("{\"status\":\"refusing\",\"reason\":\"memory_limiter\"}\n");
    assertThat(pages.answer("/", "").status()).isEqualTo(200);
    assertThat(pages.answer("/livez", "").status()).isEqualTo(200);

    isRefusing = false;
    assertThat(pages.answer("/readyz", "").body()).isEqualTo("{\"status\":\"ready\"}\n");
  }

  @Test
  void answer_collectorsPath_hasItsBody() {
    health.become(State.READY);
    HealthPages pages = pages("/health/status", null, null);
    now = now.plusMillis(1_500);

    assertThat(pages.answer("/health/status", "").body())
        .isEqualTo(
            "{\"status\":\"Server available\",\"upSince\":\"2026-11-26T12:00:00Z\","
                + "\"uptime\":\"1.5s\",\"state\":\"ready\"}\n");
    assertThat(pages.answer("/else", "").status()).isEqualTo(404);

    health.become(State.STOPPING);
    assertThat(pages.answer("/health/status", "").body()).contains("Server not available");
  }

  @Test
  void answer_ownBodies_areGivenAsTheyAre() {
    HealthPages pages = pages("/", "up", "down");
    assertThat(pages.answer("/", "").body()).isEqualTo("down");

    health.become(State.READY);
    assertThat(pages.answer("/", "").body()).isEqualTo("up");
  }

  @Test
  void answer_versionTwo_tellsComponentStatusAndKnowsPipelines() {
    health.become(State.READY);
    health.refusesWhile("store", () -> isRefusing);
    HealthPages pages =
        new HealthPages(
            health,
            new HealthConfig("h", ANYWHERE, "/status", HealthStyle.COMPONENT_STATUS, null, null),
            Set.of("traces/in"),
            clock);

    assertThat(pages.answer("/status", "verbose").body())
        .contains("\"healthy\":true", "\"status\":\"StatusOK\"");
    assertThat(pages.answer("/status", "pipeline=traces%2Fin").status()).isEqualTo(200);
    assertThat(pages.answer("/status", "verbose&pipeline=logs").status()).isEqualTo(404);

    isRefusing = true;
    assertThat(pages.answer("/status", ""))
        .satisfies(answer -> assertThat(answer.status()).isEqualTo(200))
        .satisfies(answer -> assertThat(answer.body()).contains("StatusRecoverableError", "store"));

    health.become(State.STOPPING);
    assertThat(pages.answer("/status", "").status()).isEqualTo(503);
  }

  private HealthPages pages(String path, @Nullable String healthy, @Nullable String unhealthy) {
    return new HealthPages(
        health,
        new HealthConfig("h", ANYWHERE, path, HealthStyle.SERVER_AVAILABLE, healthy, unhealthy),
        Set.of(),
        clock);
  }
}

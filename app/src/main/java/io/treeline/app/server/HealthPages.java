package io.treeline.app.server;

import io.treeline.app.config.Config.HealthConfig;
import io.treeline.app.config.Config.HealthStyle;
import io.treeline.app.server.Health.State;
import io.treeline.app.server.PlainHttp.Answer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the health port answers: `/livez`, `/startupz`, `/readyz`, and the path of the Collector's
/// extension.
///
/// That path says no only before the start and while stopping, because Kubernetes manifests for the
/// Collector use it for liveness, and a restart cures no overload. `/readyz` also says no while
/// data is refused.
final class HealthPages implements PlainHttp.Pages {
  private static final String JSON = "application/json";
  private static final Answer NO_SUCH_PATH =
      new Answer(404, JSON, "{\"status\":\"no such path\"}\n");
  private static final Pattern PIPELINE = Pattern.compile("(?:^|&)pipeline=([^&]*)");

  private final Health health;
  private final HealthConfig config;
  private final Set<String> pipelines;
  private final InstantSource clock;
  private final Instant upSince;

  /// @param pipelines the ids that `healthcheckv2` may be asked for
  HealthPages(Health health, HealthConfig config, Set<String> pipelines, InstantSource clock) {
    this.health = health;
    this.config = config;
    this.pipelines = Set.copyOf(pipelines);
    this.clock = clock;
    this.upSince = clock.instant();
  }

  @Override
  public Answer answer(String path, String query) {
    if (path.equals(config.path())) {
      return collector(query);
    }
    State now = health.state();
    String refusing = now == State.READY ? health.refusing() : null;
    return switch (path) {
      case "/" ->
          config.style() == HealthStyle.SERVER_AVAILABLE
              ? NO_SUCH_PATH
              : own(now == State.READY, now, null);
      case "/readyz" -> own(now == State.READY && refusing == null, now, refusing);
      case "/startupz" -> own(now != State.STARTING, now, null);
      case "/livez" -> own(true, now, null);
      default -> NO_SUCH_PATH;
    };
  }

  private static Answer own(boolean good, State now, @Nullable String refusing) {
    String word = refusing == null ? word(now) : "refusing";
    String reason = refusing == null ? "" : ",\"reason\":\"" + refusing + "\"";
    return new Answer(good ? 200 : 503, JSON, "{\"status\":\"" + word + "\"" + reason + "}\n");
  }

  private static String word(State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  private Answer collector(String query) {
    return switch (config.style()) {
      case SERVER_AVAILABLE -> serverAvailable();
      case COMPONENT_STATUS -> componentStatus(query);
    };
  }

  /// Source: opentelemetry-collector-contrib, extension/healthcheckextension (fields of its body).
  private Answer serverAvailable() {
    State now = health.state();
    boolean good = now == State.READY;
    String own = good ? config.healthyBody() : config.unhealthyBody();
    if (own != null) {
      return new Answer(good ? 200 : 503, "text/plain; charset=utf-8", own);
    }
    String status = good ? "Server available" : "Server not available";
    String since = good ? upSince.toString() : "0001-01-01T00:00:00Z";
    String uptime = good ? goSeconds(Duration.between(upSince, clock.instant())) : "";
    String body =
        "{\"status\":\"%s\",\"upSince\":\"%s\",\"uptime\":\"%s\",\"state\":\"%s\"}\n"
            .formatted(status, since, uptime, word(now));
    return new Answer(good ? 200 : 503, JSON, body);
  }

  /// Source: opentelemetry-collector-contrib, extension/healthcheckv2extension/README.md.
  private Answer componentStatus(String query) {
    Matcher pipeline = PIPELINE.matcher(query);
    if (pipeline.find() && !pipelines.contains(decoded(pipeline.group(1)))) {
      return new Answer(404, JSON, "{\"status\":\"no such pipeline\"}\n");
    }
    State now = health.state();
    String refusing = now == State.READY ? health.refusing() : null;
    String status =
        switch (now) {
          case STARTING -> "StatusStarting";
          case READY -> refusing == null ? "StatusOK" : "StatusRecoverableError";
          case STOPPING -> "StatusStopping";
        };
    boolean good = now == State.READY;
    String error = refusing == null ? "" : ",\"error\":\"" + refusing + "\"";
    String body =
        "{\"start_time\":\"%s\",\"healthy\":%s,\"status\":\"%s\"%s,\"status_time\":\"%s\"}\n"
            .formatted(upSince, good, status, error, clock.instant());
    return new Answer(good ? 200 : 503, JSON, body);
  }

  private static String decoded(String value) {
    return value.replace("%2F", "/").replace("%2f", "/");
  }

  private static String goSeconds(Duration duration) {
    return duration.toMillis() / 1_000.0 + "s";
  }
}

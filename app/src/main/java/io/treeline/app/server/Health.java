package io.treeline.app.server;

import io.treeline.app.server.PlainHttp.Answer;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/// What the health port answers: `/` and `/readyz` while we take data, `/livez` while we live.
final class Health {
  private final AtomicReference<State> state = new AtomicReference<>(State.STARTING);

  /// The life of the process as probes see it.
  enum State {
    STARTING,
    READY,
    STOPPING
  }

  void become(State next) {
    state.set(next);
  }

  Answer answer(String path) {
    State now = Objects.requireNonNull(state.get());
    return switch (path) {
      case "/", "/readyz", "/status" -> of(now == State.READY, now);
      case "/startupz" -> of(now != State.STARTING, now);
      case "/livez" -> of(true, now);
      default -> new Answer(404, "application/json", "{\"status\":\"no such path\"}\n");
    };
  }

  private static Answer of(boolean good, State now) {
    String word =
        switch (now) {
          case STARTING -> "starting";
          case READY -> "ready";
          case STOPPING -> "stopping";
        };
    return new Answer(good ? 200 : 503, "application/json", "{\"status\":\"" + word + "\"}\n");
  }
}

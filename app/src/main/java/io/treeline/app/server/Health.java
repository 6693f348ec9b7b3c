package io.treeline.app.server;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Whether the process lives, has started, and takes data. Safe for any number of threads.
final class Health {
  private final AtomicReference<State> state = new AtomicReference<>(State.STARTING);
  private final Map<String, BooleanSupplier> conditions = new ConcurrentSkipListMap<>();

  /// The life of the process as probes see it.
  enum State {
    STARTING,
    READY,
    STOPPING
  }

  void become(State next) {
    state.set(next);
  }

  State state() {
    return Objects.requireNonNull(state.get());
  }

  /// Not ready while `condition` holds, for the reason of that name.
  void refusesWhile(String reason, BooleanSupplier condition) {
    conditions.put(reason, condition);
  }

  /// Why data is refused at the moment; null if it is taken.
  @Nullable String refusing() {
    for (Map.Entry<String, BooleanSupplier> condition : conditions.entrySet()) {
      if (condition.getValue().getAsBoolean()) {
        return condition.getKey();
      }
    }
    return null;
  }
}

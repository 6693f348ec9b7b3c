package io.treeline.query.api;

import io.treeline.model.Outcome;
import io.treeline.model.RunState;
import io.treeline.model.read.RunOrder;
import io.treeline.model.store.RunFilter;
import io.treeline.query.json.Decimals;
import io.treeline.query.json.Rfc3339;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Reads the filter parameters of a list of runs.
///
/// Times are RFC 3339, or an age such as `90s`, `15m`, `2h`, `7d` counted back from now.
final class RunFilters {
  private static final Pattern AGE = Pattern.compile("(\\d{1,6})([smhd])");

  private final InstantSource clock;

  RunFilters(InstantSource clock) {
    this.clock = clock;
  }

  RunFilter read(Parameters parameters) {
    return new RunFilter(
        parameters.text("session"),
        parameters.text("user"),
        parameters.text("agent"),
        parameters.text("model"),
        parameters.text("tool"),
        parameters.text("service"),
        parameters.value("state", word(RunState.values(), RunState::word)),
        parameters.value("outcome", word(Outcome.values(), Outcome::word)),
        parameters.text("finding"),
        parameters.value("error", RunFilters::flag),
        parameters.text("tag"),
        parameters.value("since", this::time),
        parameters.value("until", this::time),
        parameters.value("min_cost_usd", Decimals::parseUsd),
        parameters.value("min_tokens", RunFilters::count),
        parameters.value("min_duration_ms", Decimals::parseMillis),
        parameters.text("q"));
  }

  RunOrder order(Parameters parameters) {
    RunOrder order = parameters.value("order", word(RunOrder.values(), RunOrder::word));
    return order == null ? RunOrder.NEWEST : order;
  }

  /// Reads one of an enum's words, or names them all.
  static <E> Function<String, E> word(E[] values, Function<E, String> wordOf) {
    return text ->
        Arrays.stream(values)
            .filter(value -> wordOf.apply(value).equals(text))
            .findFirst()
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "must be one of "
                        + Arrays.stream(values).map(wordOf).collect(Collectors.joining(", "))));
  }

  private long time(String text) {
    Matcher age = AGE.matcher(text);
    if (!age.matches()) {
      return Rfc3339.parse(text);
    }
    TimeUnit unit =
        switch (age.group(2)) {
          case "s" -> TimeUnit.SECONDS;
          case "m" -> TimeUnit.MINUTES;
          case "h" -> TimeUnit.HOURS;
          default -> TimeUnit.DAYS;
        };
    long now = TimeUnit.MILLISECONDS.toNanos(clock.millis());
    return Math.max(0, now - unit.toNanos(Long.parseLong(age.group(1))));
  }

  static boolean flag(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("must be true or false");
    };
  }

  private static long count(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("must be a whole number", e);
    }
  }
}

package io.treeline.query.api;

import io.treeline.model.SpanId;
import io.treeline.model.StepKind;
import io.treeline.model.read.StepQuery;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;

/// Reads the parameters that say which steps of a tree a request wants.
final class StepSelection {
  private StepSelection() {}

  static StepQuery read(Parameters parameters) {
    Set<StepKind> kinds = parameters.value("kinds", StepSelection::kinds);
    return new StepQuery(
        parameters.number("depth", Integer.MAX_VALUE, 0, Integer.MAX_VALUE),
        parameters.value("under", SpanId::parse),
        kinds == null ? EnumSet.allOf(StepKind.class) : kinds,
        parameters.number("limit", StepQuery.DEFAULT_LIMIT, 1, StepQuery.MAX_LIMIT),
        parameters.text("cursor"));
  }

  private static Set<StepKind> kinds(String text) {
    Function<String, StepKind> word = RunFilters.word(StepKind.values(), StepKind::word);
    Set<StepKind> kinds = EnumSet.noneOf(StepKind.class);
    Arrays.stream(text.split(",", -1)).map(word).forEach(kinds::add);
    return kinds;
  }
}

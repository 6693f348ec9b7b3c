package io.treeline.query.api;

import io.treeline.model.SpanId;
import io.treeline.model.Step;
import io.treeline.model.StepKind;
import io.treeline.query.json.StepPage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Which steps of a tree a request wants: a subtree, down to a depth, of some kinds, page by page.
///
/// `depth` counts from the top of what is shown: 0 is the top alone. The cursor is the id of the
/// last step shown, so that steps which arrive between two pages do not shift the next one.
record StepSelection(
    int depth, @Nullable Long under, Set<StepKind> kinds, int limit, @Nullable Long cursor) {
  static final int DEFAULT_LIMIT = 1_000;
  static final int MAX_LIMIT = 10_000;

  static StepSelection read(Parameters parameters) {
    Set<StepKind> kinds = parameters.value("kinds", StepSelection::kinds);
    return new StepSelection(
        parameters.number("depth", Integer.MAX_VALUE, 0, Integer.MAX_VALUE),
        parameters.value("under", SpanId::parse),
        kinds == null ? EnumSet.allOf(StepKind.class) : kinds,
        parameters.number("limit", DEFAULT_LIMIT, 1, MAX_LIMIT),
        parameters.value("cursor", SpanId::parse));
  }

  private static Set<StepKind> kinds(String text) {
    Function<String, StepKind> word = RunFilters.word(StepKind.values(), StepKind::word);
    Set<StepKind> kinds = EnumSet.noneOf(StepKind.class);
    Arrays.stream(text.split(",", -1)).map(word).forEach(kinds::add);
    return kinds;
  }

  /// The page of `steps`, which stand in display order.
  StepPage of(List<Step> steps) {
    int[] below = stepsBelow(steps);
    int from = under == null ? 0 : indexOfTop(steps, under);
    int to = under == null ? steps.size() : from + 1 + below[from];
    int top = under == null ? 0 : steps.get(from).header().depth();
    List<StepPage.Row> wanted = new ArrayList<>();
    int start = 0;
    int cursorAt = cursor == null ? -1 : indexOfCursor(steps, cursor);
    for (int i = from; i < to; i++) {
      if (!isWanted(steps.get(i), top)) {
        continue;
      }
      wanted.add(new StepPage.Row(steps.get(i), below[i]));
      start += i <= cursorAt ? 1 : 0;
    }
    int end = Math.min(wanted.size(), start + limit);
    List<StepPage.Row> rows = wanted.subList(start, end);
    boolean last = end == wanted.size();
    String next = last ? null : SpanId.toHex(rows.getLast().step().header().spanId());
    return new StepPage(rows, wanted.size(), next);
  }

  private boolean isWanted(Step step, int top) {
    return step.header().depth() - top <= depth && kinds.contains(step.header().kind());
  }

  private static int indexOfTop(List<Step> steps, long spanId) {
    int index = indexOf(steps, spanId);
    if (index < 0) {
      throw ApiException.notFound("no step " + SpanId.toHex(spanId) + " in this run");
    }
    return index;
  }

  private static int indexOfCursor(List<Step> steps, long spanId) {
    int index = indexOf(steps, spanId);
    if (index < 0) {
      throw ApiException.badParameter("cursor", "cursor: no longer a step of this run");
    }
    return index;
  }

  private static int indexOf(List<Step> steps, long spanId) {
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).header().spanId() == spanId) {
        return i;
      }
    }
    return -1;
  }

  /// For each step how many follow it deeper than itself, without a gap.
  private static int[] stepsBelow(List<Step> steps) {
    int[] below = new int[steps.size()];
    List<Integer> open = new ArrayList<>();
    for (int i = 0; i <= steps.size(); i++) {
      int depth = i < steps.size() ? steps.get(i).header().depth() : Integer.MIN_VALUE;
      while (!open.isEmpty() && steps.get(open.getLast()).header().depth() >= depth) {
        int closed = open.removeLast();
        below[closed] = i - closed - 1;
      }
      open.add(i);
    }
    return below;
  }
}

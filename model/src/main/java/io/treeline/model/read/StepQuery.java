package io.treeline.model.read;

import io.treeline.model.SpanId;
import io.treeline.model.Step;
import io.treeline.model.StepKind;
import io.treeline.model.store.RunTree;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which steps of a tree are wanted: a subtree, down to a depth, of some kinds, page by page.
///
/// `depth` counts from the top of what is shown: 0 is the top alone. `cursor` is a `next_cursor` of
/// an earlier page: the id of the last step shown, so that steps which arrive between two pages do
/// not shift the next one, and where it stood.
public record StepQuery(
    int depth, @Nullable Long under, Set<StepKind> kinds, int limit, @Nullable String cursor) {
  public static final int DEFAULT_LIMIT = 1_000;
  public static final int MAX_LIMIT = 10_000;

  private static final int SPAN_ID_CHARS = 16;

  public StepQuery {
    kinds = Set.copyOf(kinds);
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException("limit must be 1 to " + MAX_LIMIT);
    }
  }

  /// The first steps of a tree, whatever they are.
  public static StepQuery first(int limit) {
    return new StepQuery(Integer.MAX_VALUE, null, EnumSet.allOf(StepKind.class), limit, null);
  }

  /// The page wanted; null when `under` is no step of the tree.
  ///
  /// @throws IllegalArgumentException if the cursor is malformed or no longer a step of the run
  public @Nullable StepPage of(RunTree tree) {
    Window window = window(tree);
    if (window == null) {
      return null;
    }
    int after = cursor == null ? window.from - 1 : positionOfCursor(tree, cursor);
    return isWhole() ? slice(tree, window, after) : filtered(tree, window, after);
  }

  private boolean isWhole() {
    return depth == Integer.MAX_VALUE && kinds.size() == StepKind.values().length;
  }

  /// The steps to choose from, and how deep the first of them is.
  private record Window(int from, int to, int depth) {}

  private @Nullable Window window(RunTree tree) {
    if (under == null) {
      return new Window(0, tree.size(), 0);
    }
    Search search = new Search(under);
    tree.visit(0, search);
    int at = search.position;
    return at < 0 ? null : new Window(at, at + 1 + search.stepsBelow, search.depth);
  }

  private StepPage slice(RunTree tree, Window window, int after) {
    int start = Math.max(window.from, after + 1);
    int end = (int) Math.min(window.to, (long) start + limit);
    List<StepPage.Row> rows = new ArrayList<>(Math.max(0, end - start));
    if (start < end) {
      tree.visit(
          start,
          (position, step, below) -> {
            rows.add(new StepPage.Row(step, below));
            return position + 1 < end;
          });
    }
    String next = end < window.to && !rows.isEmpty() ? cursor(rows.getLast(), end - 1) : null;
    return new StepPage(rows, window.to - window.from, next);
  }

  private StepPage filtered(RunTree tree, Window window, int after) {
    List<StepPage.Row> rows = new ArrayList<>();
    int[] total = new int[1];
    int[] last = new int[1];
    boolean[] more = new boolean[1];
    tree.visit(
        window.from,
        (position, step, below) -> {
          boolean inside = position < window.to;
          boolean deep = step.header().depth() - window.depth > depth;
          if (inside && !deep && kinds.contains(step.header().kind())) {
            total[0]++;
            if (position > after && rows.size() < limit) {
              rows.add(new StepPage.Row(step, below));
              last[0] = position;
            } else if (position > after) {
              more[0] = true;
            }
          }
          return position + 1 < window.to;
        });
    return new StepPage(rows, total[0], more[0] ? cursor(rows.getLast(), last[0]) : null);
  }

  private static String cursor(StepPage.Row row, int position) {
    return SpanId.toHex(row.step().header().spanId()) + "-" + position;
  }

  private static int positionOfCursor(RunTree tree, String cursor) {
    long spanId;
    int hint;
    try {
      spanId = SpanId.parse(cursor.substring(0, Math.min(SPAN_ID_CHARS, cursor.length())));
      hint =
          cursor.length() > SPAN_ID_CHARS
              ? Integer.parseInt(cursor.substring(SPAN_ID_CHARS + 1))
              : 0;
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      throw new IllegalArgumentException("not a cursor of this list", e);
    }
    Search there = new Search(spanId, 1);
    if (hint >= 0 && hint < tree.size()) {
      tree.visit(hint, there);
    }
    Search anywhere = new Search(spanId);
    if (there.position < 0) {
      tree.visit(0, anywhere);
    }
    int position = Math.max(there.position, anywhere.position);
    if (position < 0) {
      throw new IllegalArgumentException("no longer a step of this run");
    }
    return position;
  }

  /// Looks for a step by its span, among so many.
  private static final class Search implements RunTree.StepVisitor {
    private final long spanId;
    private int left;
    private int position = -1;
    private int stepsBelow;
    private int depth;

    Search(long spanId) {
      this(spanId, Integer.MAX_VALUE);
    }

    Search(long spanId, int atMost) {
      this.spanId = spanId;
      this.left = atMost;
    }

    @Override
    public boolean visit(int at, Step step, int below) {
      if (step.header().spanId() == spanId) {
        position = at;
        stepsBelow = below;
        depth = step.header().depth();
        return false;
      }
      return --left > 0;
    }
  }
}

package io.treeline.query.text;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// How the width of a screen is shared between the tree and the columns of facts at its right.
///
/// Columns are as wide as their widest entry and left out when all are empty. On screens of 100
/// columns and more, cost, model, agent and start join as long as the tree keeps its room.
record StepColumns(
    int treeCells, List<Column> before, Column tokens, Column cached, boolean hasModel) {
  static final int GAP = 2;
  private static final int WIDE_SCREEN = 100;
  private static final int MAX_NAME_CELLS = 24;
  private static final int MAX_FINISH_CELLS = 14;
  private static final int MIN_TREE_CELLS = 16;

  /// Room that the tree gets even when it needs less, so that short trees look alike.
  private static final int USUAL_TREE_CELLS = 46;

  /// One fact of every step: its text, its widest width, how it stands out.
  record Column(Function<StepFacts, String> text, int cells, Style style) {
    static Column of(List<StepFacts> steps, Function<StepFacts, String> text, Style style) {
      return new Column(
          text, steps.stream().map(text).mapToInt(Cells::width).max().orElse(0), style);
    }

    int space() {
      return cells == 0 ? 0 : cells + GAP;
    }

    Column atMost(int most) {
      return new Column(text, Math.min(cells, most), style);
    }

    private Column ifRoom(int room) {
      return space() <= room ? this : new Column(text, 0, style);
    }
  }

  /// Plans the columns for steps whose tree would like `neededTree` cells.
  static StepColumns plan(List<StepFacts> steps, int neededTree, Screen screen) {
    Column duration = durations(steps);
    Column tokens = tokens(steps, screen.glyphs());
    Column cached = Column.of(steps, StepFacts::cached, Style.DIM);
    Column finish = Column.of(steps, StepFacts::finish, Style.DIM).atMost(MAX_FINISH_CELLS);
    int fixed = duration.space() + tokens.space() + cached.space() + finish.space();
    int wanted = Math.min(neededTree, screen.width() * 2 / 5);
    int room = screen.width() < WIDE_SCREEN ? 0 : screen.width() - fixed - wanted;
    Column cost = Column.of(steps, StepFacts::cost, Style.PLAIN).ifRoom(room);
    room -= cost.space();
    Column model = name(steps, StepFacts::modelIfUntold).ifRoom(room);
    room -= model.space();
    Column agent = name(steps, StepFacts::agent).ifRoom(room);
    room -= agent.space();
    Column start = Column.of(steps, StepFacts::start, Style.DIM).ifRoom(room);
    List<Column> before = new ArrayList<>(List.of(start, duration, model, agent, cost));
    before.removeIf(column -> column.cells == 0);
    int taken = fixed + cost.space() + model.space() + agent.space() + start.space();
    return new StepColumns(
        treeCells(neededTree, taken, screen), before, tokens, cached, model.cells > 0);
  }

  private static int treeCells(int needed, int taken, Screen screen) {
    int usual = Math.min(screen.width() / 2 - GAP, USUAL_TREE_CELLS);
    int most = Math.max(MIN_TREE_CELLS, screen.width() - taken);
    return Math.min(Math.max(needed, usual), most);
  }

  private static Column name(List<StepFacts> steps, Function<StepFacts, String> text) {
    return Column.of(steps, text, Style.DIM).atMost(MAX_NAME_CELLS);
  }

  /// Durations with their numbers right-aligned and their units below one another.
  private static Column durations(List<StepFacts> steps) {
    int head = steps.stream().mapToInt(step -> numberLength(step.duration())).max().orElse(0);
    return Column.of(
        steps,
        step -> " ".repeat(head - numberLength(step.duration())) + step.duration(),
        Style.PLAIN);
  }

  private static int numberLength(String duration) {
    return Math.max(0, duration.indexOf(' '));
  }

  /// Tokens in and out around an arrow that stands at one place.
  private static Column tokens(List<StepFacts> steps, Glyphs glyphs) {
    int in = steps.stream().mapToInt(step -> step.input().length()).max().orElse(0);
    return Column.of(
        steps,
        step ->
            step.input().isEmpty()
                ? ""
                : Cells.padStart(step.input(), in) + glyphs.arrow + step.output(),
        Style.PLAIN);
  }
}

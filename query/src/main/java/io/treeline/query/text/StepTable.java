package io.treeline.query.text;

import io.treeline.query.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

/// The steps of a run as lines: the tree at the left, facts in columns at the right.
final class StepTable {
  private static final int MIN_LEVELS = 4;

  private final Screen screen;
  private final List<TreeRow> rows;
  private final List<StepFacts> facts;
  private final StepColumns columns;

  private StepTable(List<TreeRow> rows, List<StepFacts> facts, StepColumns columns, Screen screen) {
    this.screen = screen;
    this.rows = rows;
    this.facts = facts;
    this.columns = columns;
  }

  /// Lays out rows of a run that started at `runStartNanos`, 0 when that is not known.
  static StepTable of(List<TreeRow> rows, long runStartNanos, Screen screen) {
    List<StepFacts> facts =
        rows.stream().map(row -> StepFacts.of(row.step(), runStartNanos, screen.glyphs())).toList();
    int needed = 0;
    for (int i = 0; i < rows.size(); i++) {
      TreeRow row = rows.get(i);
      int prefix = Glyphs.LEVEL_CELLS * Math.min(row.level(), maxLevels(screen));
      int label = prefix + row.kindCells() + 1 + Cells.width(facts.get(i).nameWithModel());
      needed = Math.max(needed, label);
    }
    return new StepTable(rows, facts, StepColumns.plan(facts, needed, screen), screen);
  }

  /// The cell at which the facts begin.
  int factsCell() {
    return columns.treeCells() + StepColumns.GAP;
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>(rows.size());
    for (int i = 0; i < rows.size(); i++) {
      lines.add(line(rows.get(i), facts.get(i)));
    }
    return lines;
  }

  /// Indentation takes at most a quarter of the screen.
  private static int maxLevels(Screen screen) {
    return Math.max(MIN_LEVELS, screen.width() / 4 / Glyphs.LEVEL_CELLS);
  }

  private String line(TreeRow row, StepFacts step) {
    Line line = new Line(screen);
    JsonValue json = row.step();
    String kind = TreeRow.kind(json);
    String prefix = row.prefix(maxLevels(screen), screen.glyphs());
    String name = columns.hasModel() ? step.name() : step.nameWithModel();
    int room = columns.treeCells() - Cells.width(prefix) - row.kindCells() - 1;
    line.add(prefix, Style.DIM)
        .add(Cells.padEnd(kind, row.kindCells() + 1), Style.CYAN)
        .add(cut(name, Math.max(1, room)), nameStyle(kind));
    int cell = factsCell();
    for (StepColumns.Column column : columns.before()) {
      addFact(line, cell, column, step);
      cell += column.space();
    }
    addEnd(line, cell, step);
    return line.toString();
  }

  /// Tokens, cache and finish; an error takes the place of those it has not.
  private void addEnd(Line line, int cell, StepFacts step) {
    addFact(line, cell, columns.tokens(), step);
    int afterTokens = cell + columns.tokens().space();
    String error = step.errorText();
    if (error != null) {
      line.to(step.input().isEmpty() ? cell : afterTokens);
      line.add(cut(error, line.room()), Style.RED);
      return;
    }
    addFact(line, afterTokens, columns.cached(), step);
    line.to(afterTokens + columns.cached().space());
    line.add(cut(step.finish(), line.room()), Style.DIM);
  }

  private void addFact(Line line, int cell, StepColumns.Column column, StepFacts step) {
    if (column.cells() > 0) {
      line.to(cell).add(cut(column.text().apply(step), column.cells()), column.style());
    }
  }

  private String cut(String text, int cells) {
    return Cells.cut(text, cells, screen.glyphs().ellipsis);
  }

  private static Style nameStyle(String kind) {
    return switch (kind) {
      case "agent", "workflow" -> Style.BOLD;
      default -> Style.PLAIN;
    };
  }
}

package io.treeline.query.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Rows below a heading, in as many columns as the screen has room for.
///
/// Columns are given in display order; those with the highest rank leave first when there is no
/// room. The one flexible column shrinks to [#MIN_FLEXIBLE] cells before any column leaves.
final class TextTable {
  private static final int GAP = 2;
  private static final int MIN_FLEXIBLE = 12;
  private static final int MAX_FLEXIBLE = 48;

  private final Screen screen;
  private final List<Column> columns;

  /// Where a column's entries stand.
  enum Align {
    LEFT,
    RIGHT,
    /// To the left, and cut when the screen is narrow.
    FLEXIBLE
  }

  /// A column: its title, alignment, rank and one entry per row.
  record Column(String title, Align align, int rank, List<String> entries) {
    int cells() {
      int widest = entries.stream().mapToInt(Cells::width).max().orElse(0);
      return Math.max(Cells.width(title), widest);
    }

    int least() {
      return align == Align.FLEXIBLE ? Math.min(MIN_FLEXIBLE, cells()) : cells();
    }
  }

  TextTable(List<Column> columns, Screen screen) {
    this.screen = screen;
    this.columns = fitting(columns, screen.width());
  }

  private static List<Column> fitting(List<Column> columns, int width) {
    List<Column> kept = new ArrayList<>(columns);
    while (kept.size() > 1
        && kept.stream().mapToInt(column -> column.least() + GAP).sum() - GAP > width) {
      kept.remove(kept.stream().max(Comparator.comparingInt(Column::rank)).orElseThrow());
    }
    return kept;
  }

  List<String> lines() {
    int fixed =
        columns.stream()
            .filter(column -> column.align != Align.FLEXIBLE)
            .mapToInt(column -> column.cells() + GAP)
            .sum();
    int flexible = Math.clamp((long) screen.width() - fixed, MIN_FLEXIBLE, MAX_FLEXIBLE);
    List<String> lines = new ArrayList<>();
    lines.add(line(-1, flexible));
    for (int row = 0; row < columns.getFirst().entries.size(); row++) {
      lines.add(line(row, flexible));
    }
    return lines;
  }

  /// One row; -1 is the heading.
  private String line(int row, int flexible) {
    Line line = new Line(screen);
    int cell = 0;
    for (Column column : columns) {
      int cells =
          column.align == Align.FLEXIBLE ? Math.min(column.cells(), flexible) : column.cells();
      String text = row < 0 ? column.title : column.entries.get(row);
      String cut = Cells.cut(text, cells, screen.glyphs().ellipsis);
      line.to(cell)
          .add(
              column.align == Align.RIGHT ? Cells.padStart(cut, cells) : cut,
              row < 0 ? Style.DIM : Style.PLAIN);
      cell += cells + GAP;
    }
    return line.toString();
  }
}

package io.treeline.query.text;

/// One line while it is written; counts cells, of which styles take none.
final class Line {
  private final Screen screen;
  private final StringBuilder text = new StringBuilder();
  private int cells;

  /// Spaces and styles that end up at the end of the line are never written.
  private int pendingSpaces;

  Line(Screen screen) {
    this.screen = screen;
  }

  Line add(String piece, Style style) {
    if (piece.isBlank()) {
      pendingSpaces += Cells.width(piece);
      return this;
    }
    text.repeat(' ', pendingSpaces).append(style.apply(piece, screen));
    cells += pendingSpaces + Cells.width(piece);
    pendingSpaces = 0;
    return this;
  }

  Line add(String piece) {
    return add(piece, Style.PLAIN);
  }

  /// Goes on at that cell, at least one space after what is there.
  Line to(int cell) {
    pendingSpaces = Math.max(cell - cells, cells == 0 ? 0 : 1);
    return this;
  }

  /// The cells left, or a lot where nothing limits them.
  int room() {
    return screen.width() - cells - pendingSpaces;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}

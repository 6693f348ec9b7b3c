package io.treeline.query.text;

/// Where text is shown: how many cells a line has, whether colours work, which glyphs exist.
public record Screen(int width, boolean color, Glyphs glyphs) {
  /// Narrower than this nothing is legible; lines then wrap at the terminal.
  private static final int MIN_WIDTH = 40;

  public Screen {
    width = Math.max(MIN_WIDTH, width);
  }

  /// The same screen without its first columns.
  Screen narrower(int cells) {
    return new Screen(width - cells, color, glyphs);
  }
}

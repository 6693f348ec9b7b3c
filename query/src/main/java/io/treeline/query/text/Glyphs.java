package io.treeline.query.text;

import java.nio.charset.Charset;

/// The characters that draw a tree: box drawing, or what ASCII has instead.
public enum Glyphs {
  UNICODE("├─ ", "└─ ", "│  ", "→", "✗", "…", " · ", "…"),
  ASCII("|- ", "`- ", "|  ", "->", "x", "...", " | ", ">");

  /// Cells that one level of a tree takes.
  static final int LEVEL_CELLS = 3;

  final String branch;
  final String last;
  final String bar;
  final String arrow;
  final String cross;
  final String ellipsis;
  final String separator;

  /// Stands before the number of levels that a deep row leaves out.
  final String deeper;

  Glyphs(
      String branch,
      String last,
      String bar,
      String arrow,
      String cross,
      String ellipsis,
      String separator,
      String deeper) {
    this.branch = branch;
    this.last = last;
    this.bar = bar;
    this.arrow = arrow;
    this.cross = cross;
    this.ellipsis = ellipsis;
    this.separator = separator;
    this.deeper = deeper;
  }

  /// Box drawing where the charset has it.
  public static Glyphs of(Charset charset) {
    return charset.canEncode() && charset.newEncoder().canEncode("├─└│→✗…·") ? UNICODE : ASCII;
  }
}

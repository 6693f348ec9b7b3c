package io.treeline.query.text;

/// How a piece of text stands out on a terminal.
enum Style {
  PLAIN(""),
  BOLD("1"),
  DIM("2"),
  RED("31"),
  GREEN("32"),
  YELLOW("33"),
  CYAN("36");

  private static final char ESCAPE = 0x1B;

  private final String code;

  Style(String code) {
    this.code = code;
  }

  String apply(String text, Screen screen) {
    if (!screen.color() || this == PLAIN || text.isEmpty()) {
      return text;
    }
    return ESCAPE + "[" + code + "m" + text + ESCAPE + "[0m";
  }
}

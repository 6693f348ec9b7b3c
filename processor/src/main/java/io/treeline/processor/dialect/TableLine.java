package io.treeline.processor.dialect;

import java.util.ArrayList;
import java.util.List;

/// One line of a dialect table, split into words; an entry's words are taken from left to right.
///
/// Words stand between blanks, or in double quotes when they hold blanks. `#` begins a comment.
final class TableLine {
  private final boolean indented;
  private final List<String> words;
  private int next;

  private TableLine(boolean indented, List<String> words) {
    this.indented = indented;
    this.words = words;
  }

  /// @throws IllegalArgumentException if a quote is not closed
  static TableLine of(String line) {
    List<String> words = new ArrayList<>();
    int i = 0;
    while (i < line.length()) {
      char c = line.charAt(i);
      if (c == '#') {
        break;
      }
      if (Character.isWhitespace(c)) {
        i++;
      } else if (c == '"') {
        int close = line.indexOf('"', i + 1);
        if (close < 0) {
          throw new IllegalArgumentException("a quote is not closed");
        }
        words.add(line.substring(i + 1, close));
        i = close + 1;
      } else {
        int end = endOfWord(line, i);
        words.add(line.substring(i, end));
        i = end;
      }
    }
    return new TableLine(!line.isEmpty() && Character.isWhitespace(line.charAt(0)), words);
  }

  private static int endOfWord(String line, int from) {
    int end = from;
    while (end < line.length() && !Character.isWhitespace(line.charAt(end))) {
      end++;
    }
    return end;
  }

  boolean isEmpty() {
    return words.isEmpty();
  }

  boolean isIndented() {
    return indented;
  }

  boolean hasNext() {
    return next < words.size();
  }

  /// Takes the next word; `what` names it in the complaint when there is none.
  String take(String what) {
    if (!hasNext()) {
      throw new IllegalArgumentException("expected " + what);
    }
    return words.get(next++);
  }

  /// Takes the next word if it is the one given.
  boolean takeIf(String word) {
    boolean found = hasNext() && words.get(next).equals(word);
    if (found) {
      next++;
    }
    return found;
  }

  int takeNumber(String what) {
    String word = take(what);
    try {
      int number = Integer.parseInt(word);
      if (number >= 0 && number < 10_000) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(what + " is no number: " + word, e);
    }
    throw new IllegalArgumentException(what + " is not between 0 and 9999: " + word);
  }

  /// Takes all words that are left, at least one.
  List<String> takeRest(String what) {
    List<String> rest = new ArrayList<>();
    rest.add(take(what));
    while (hasNext()) {
      rest.add(take(what));
    }
    return rest;
  }

  void end() {
    if (hasNext()) {
      throw new IllegalArgumentException("unexpected: " + words.get(next));
    }
  }
}

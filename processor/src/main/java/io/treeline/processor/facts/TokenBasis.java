package io.treeline.processor.facts;

/// Why a subset of tokens (cached input, reasoning) was taken to be part of its whole, or to stand
/// beside it (genai-dialects.md 5.1; the numbers are its rules).
public enum TokenBasis {
  /// Nothing to decide: the span has no such subset.
  NONE("no subset reported"),
  INCLUDED_BY_DEFAULT("part of the total, as the conventions say (rule 5)"),
  INCLUDED_BY_TOTAL("part of the total: total = input + output (rule 2)"),
  INCLUDED_BY_REST("part of the total: the client says what is not cached (rule 4)"),
  APART_BY_DIALECT("added: this dialect counts it apart (rule 1)"),
  APART_BY_TOTAL("added: the total contains it beside input and output (rule 2)"),
  APART_BY_SIZE("added: it is larger than what would contain it (rule 3)"),
  APART_BY_REST("added: the client says that its total leaves it out (rule 4)");

  private final String words;

  TokenBasis(String words) {
    this.words = words;
  }

  /// Whether the subset was added to what the client called its whole.
  public boolean isApart() {
    return switch (this) {
      case APART_BY_DIALECT, APART_BY_TOTAL, APART_BY_SIZE, APART_BY_REST -> true;
      case NONE, INCLUDED_BY_DEFAULT, INCLUDED_BY_TOTAL, INCLUDED_BY_REST -> false;
    };
  }

  /// The decision in words.
  public String words() {
    return words;
  }
}

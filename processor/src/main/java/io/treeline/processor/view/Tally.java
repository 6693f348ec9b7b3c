package io.treeline.processor.view;

/// What became of a chunk's items: accepted = fresh + duplicate + superseded (ADR-0001).
///
/// `superseded` counts items that met another version of themselves, whichever of the two won.
/// `unrecognised` counts fresh spans of which no table knows what they are.
public record Tally(int fresh, int duplicate, int superseded, int unrecognised) {
  static final Tally NONE = new Tally(0, 0, 0);

  Tally(int fresh, int duplicate, int superseded) {
    this(fresh, duplicate, superseded, 0);
  }

  boolean changed() {
    return fresh > 0 || superseded > 0;
  }
}

package io.treeline.processor.view;

/// What became of a chunk's items: accepted = fresh + duplicate + superseded (ADR-0001).
///
/// `superseded` counts items that met another version of themselves, whichever of the two won.
public record Tally(int fresh, int duplicate, int superseded) {
  static final Tally NONE = new Tally(0, 0, 0);

  boolean changed() {
    return fresh > 0 || superseded > 0;
  }
}

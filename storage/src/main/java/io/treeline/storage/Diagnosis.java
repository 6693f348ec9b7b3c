package io.treeline.storage;

/// One thing that an examination of a store directory has to say.
///
/// @param what is the matter, with the file it concerns
/// @param advice what to do about it; empty when nothing
public record Diagnosis(Severity severity, String what, String advice) {

  /// How bad it is.
  public enum Severity {
    OK,
    /// Worth knowing; nothing is lost.
    NOTE,
    /// Something is lost, or the store cannot be opened.
    DAMAGE
  }

  static Diagnosis ok(String what) {
    return new Diagnosis(Severity.OK, what, "");
  }

  static Diagnosis note(String what, String advice) {
    return new Diagnosis(Severity.NOTE, what, advice);
  }

  static Diagnosis damage(String what, String advice) {
    return new Diagnosis(Severity.DAMAGE, what, advice);
  }
}

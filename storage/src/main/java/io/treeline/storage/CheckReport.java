package io.treeline.storage;

import java.util.List;

/// What a check of a whole store has found.
///
/// @param records of the log that were looked at, stubs included
/// @param forgotten how many of these are stubs of what was deleted on request
/// @param runs stored runs whose sessions were added up again
/// @param problems the first of them, in words, at most [#MAX_PROBLEMS]
/// @param problemCount all of them
public record CheckReport(
    long records, long forgotten, long runs, List<String> problems, long problemCount) {
  public static final int MAX_PROBLEMS = 100;

  public CheckReport {
    problems = List.copyOf(problems);
  }
}

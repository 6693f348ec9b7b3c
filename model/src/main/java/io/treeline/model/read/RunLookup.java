package io.treeline.model.read;

import io.treeline.model.Run;
import java.util.List;

/// What an id led to.
public sealed interface RunLookup {

  /// One run, with the steps asked for.
  record Found(Run run, StepPage steps) implements RunLookup {}

  /// One run, in which the step is not under which steps were asked for.
  record NoSuchStep(Run run) implements RunLookup {}

  /// A trace with several runs.
  record Several(List<Run> runs) implements RunLookup {
    public Several {
      runs = List.copyOf(runs);
    }
  }

  /// Nothing stored under that id.
  record NotFound() implements RunLookup {}
}

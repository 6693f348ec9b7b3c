package io.treeline.model.read;

import io.treeline.model.AgentTree;
import io.treeline.model.Run;
import java.util.List;

/// What an id led to.
public sealed interface RunLookup {

  /// One run, with its steps.
  record Found(AgentTree tree) implements RunLookup {}

  /// A trace with several runs.
  record Several(List<Run> runs) implements RunLookup {
    public Several {
      runs = List.copyOf(runs);
    }
  }

  /// Nothing stored under that id.
  record NotFound() implements RunLookup {}
}

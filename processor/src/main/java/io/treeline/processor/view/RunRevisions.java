package io.treeline.processor.view;

import io.treeline.model.AgentTree;
import io.treeline.model.Run;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Numbers the revisions of runs: a run that readers cannot tell from the one before keeps its
/// revision, any other gets a higher one. So live views and trees assembled for one reader agree.
final class RunRevisions {
  private static final long FIRST = 1;

  private RunRevisions() {}

  static List<AgentTree> number(List<AgentTree> trees, List<Run> previous) {
    return trees.stream().map(tree -> number(tree, previous)).toList();
  }

  private static AgentTree number(AgentTree tree, List<Run> previous) {
    Run run = tree.run();
    Run before = before(run, previous);
    long revision = before == null ? FIRST : revision(run, before);
    return revision == run.revision()
        ? tree
        : new AgentTree(run.withRevision(revision), tree.steps());
  }

  private static long revision(Run run, Run before) {
    boolean same = run.listed().withRevision(before.revision()).equals(before.listed());
    return same ? before.revision() : before.revision() + 1;
  }

  private static @Nullable Run before(Run run, List<Run> previous) {
    for (Run candidate : previous) {
      if (candidate.id().equals(run.id())) {
        return candidate;
      }
    }
    for (Run candidate : previous) {
      if (run.aliases().contains(candidate.id().toString())) {
        return candidate;
      }
    }
    return null;
  }
}

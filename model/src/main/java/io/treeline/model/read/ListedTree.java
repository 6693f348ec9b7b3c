package io.treeline.model.read;

import io.treeline.model.AgentTree;
import io.treeline.model.Run;
import io.treeline.model.store.RunTree;

/// A tree that is in memory whole.
public final class ListedTree implements RunTree {
  private final AgentTree tree;
  private final int[] stepsBelow;

  public ListedTree(AgentTree tree) {
    this.tree = tree;
    this.stepsBelow = tree.stepsBelow();
  }

  @Override
  public Run run() {
    return tree.run();
  }

  @Override
  public int size() {
    return stepsBelow.length;
  }

  @Override
  public void visit(int from, StepVisitor visitor) {
    for (int i = from; i < stepsBelow.length; i++) {
      if (!visitor.visit(i, tree.steps().get(i), stepsBelow[i])) {
        return;
      }
    }
  }
}

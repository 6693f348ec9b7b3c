package io.treeline.model.store;

import io.treeline.model.Run;
import io.treeline.model.Step;

/// A run with its steps in display order, read from any of them on without the others.
///
/// Of one thread; what [TreeStore#read] gives is valid during that call.
public interface RunTree {

  Run run();

  /// How many steps there are.
  int size();

  /// Visits steps in display order from a position on, until the visitor answers false.
  void visit(int from, StepVisitor visitor);

  /// Receives steps; answers whether it wants more.
  @FunctionalInterface
  interface StepVisitor {
    /// @param position from 0 on
    /// @param stepsBelow how many steps hang below this one, which are the next ones
    boolean visit(int position, Step step, int stepsBelow);
  }
}

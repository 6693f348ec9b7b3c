package io.treeline.processor.tree;

import io.treeline.model.AgentTree;
import io.treeline.model.Claim;
import java.util.List;

/// What a trace makes: its runs with their trees, in order of start, and the provider calls it
/// claims. The claims are the same whatever other traces claim.
public record TraceTrees(List<AgentTree> trees, List<Claim> claims) {
  public static final TraceTrees NOTHING = new TraceTrees(List.of(), List.of());

  public TraceTrees {
    trees = List.copyOf(trees);
    claims = List.copyOf(claims);
  }
}

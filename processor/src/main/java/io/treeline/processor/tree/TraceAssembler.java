package io.treeline.processor.tree;

import io.treeline.model.AgentTree;
import java.util.List;

/// Puts the spans of one trace together into its runs. Pure function of its input.
public final class TraceAssembler {
  private final CompletionSettings settings;
  private final StepPricer pricer;

  public TraceAssembler(CompletionSettings settings, StepPricer pricer) {
    this.settings = settings;
    this.pricer = pricer;
  }

  /// The runs of the trace in order of start; empty when the trace has no GenAI meaning.
  public List<AgentTree> assemble(AssemblyInput input) {
    throw new UnsupportedOperationException(settings + pricer.name() + input.traceId());
  }
}

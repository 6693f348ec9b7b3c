package io.treeline.processor.tree;

import io.treeline.model.AgentTree;
import io.treeline.model.Claim;
import io.treeline.model.Finding;
import io.treeline.model.Run;
import io.treeline.model.RunContext;
import io.treeline.model.RunId;
import io.treeline.model.Step;
import io.treeline.model.StepKind;
import io.treeline.processor.facts.Field;
import io.treeline.processor.findings.FindingRules;
import io.treeline.processor.findings.FindingSettings;
import io.treeline.processor.trace.RunSpans;
import io.treeline.processor.trace.TraceForest;
import io.treeline.processor.trace.TraceSpan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Puts the spans of one trace together into its runs. Pure function of its input.
///
/// The arrows, in order: the spans find their places and are split into runs, the ledger charges
/// every call once, and each run is counted, judged and written down. Any order, repetition or
/// split of the input gives the same.
public final class TraceAssembler {
  private final CompletionSettings settings;
  private final StepPricer pricer;
  private final FindingRules rules;

  public TraceAssembler(CompletionSettings settings, StepPricer pricer) {
    this(settings, pricer, FindingSettings.DEFAULT);
  }

  public TraceAssembler(
      CompletionSettings settings, StepPricer pricer, FindingSettings findingSettings) {
    this.settings = settings;
    this.pricer = pricer;
    this.rules = new FindingRules(findingSettings);
  }

  /// The runs of the trace in order of start, none when the trace has no GenAI meaning; and what it
  /// claims.
  public TraceTrees assemble(AssemblyInput input) {
    TraceForest forest = TraceForest.grow(input.traceId(), input.spans(), input.logs());
    List<TraceSpan> steps = new ArrayList<>();
    forest.runs().forEach(run -> steps.addAll(run.steps()));
    Ledger ledger = new Ledger(pricer);
    Charges alone = ledger.charge(steps, forest.size());
    List<RunContexts.Resolved> contexts =
        forest.runs().stream().map(run -> RunContexts.resolve(input.traceId(), run)).toList();
    Map<TraceSpan, Claim> claims = claims(input, forest, alone, contexts);
    Charges charges = new ForeignClaims(ledger, input.foreign()).settle(alone, claims);
    RunHistory history = new RunHistory(input.previous());
    List<AgentTree> trees = new ArrayList<>(forest.runs().size());
    for (int i = 0; i < forest.runs().size(); i++) {
      trees.add(tree(input, forest.runs().get(i), contexts.get(i), charges, history));
    }
    return new TraceTrees(trees, List.copyOf(claims.values()));
  }

  private static Map<TraceSpan, Claim> claims(
      AssemblyInput input,
      TraceForest forest,
      Charges charges,
      List<RunContexts.Resolved> contexts) {
    Map<TraceSpan, Claim> claims = new LinkedHashMap<>();
    for (int i = 0; i < contexts.size(); i++) {
      RunContext context = contexts.get(i).context();
      String session = context.isImplicit() ? null : context.sessionId();
      claims.putAll(Claims.of(input.traceId(), forest.runs().get(i), charges, session));
    }
    return claims;
  }

  private AgentTree tree(
      AssemblyInput input,
      RunSpans spans,
      RunContexts.Resolved context,
      Charges charges,
      RunHistory history) {
    TraceSpan root = spans.root();
    if (root.kind() == StepKind.AGENT && root.agentName() == null) {
      root.become(StepKind.WORKFLOW, null);
    }
    List<Step> steps = StepRecords.of(spans, charges);
    Run run = run(input, spans, context, charges, history);
    List<Finding> findings = rules.judge(run, RunDetails.of(spans, steps, charges, pricer));
    return new AgentTree(history.revise(run, findings, spans), steps);
  }

  private Run run(
      AssemblyInput input,
      RunSpans spans,
      RunContexts.Resolved context,
      Charges charges,
      RunHistory history) {
    TraceSpan root = spans.root();
    long quietNanos = input.nowUnixNanos() - input.lastArrivalUnixNanos();
    RunStates.Reasoned state = RunStates.decide(settings, spans, quietNanos);
    Ending ending = Ending.of(spans, charges, state.state()).inFull(input.answers());
    RunId id = new RunId(input.traceId(), root.id());
    return new Run(
        id,
        history.aliases(id, spans),
        name(spans),
        state.state(),
        state.reason(),
        ending.outcome(),
        ending.answer(),
        ending.isCut(),
        context.context(),
        root.startNanos(),
        root.isClosed() ? root.startNanos() + root.durationNanos() : Run.OPEN,
        Agents.of(spans),
        RunAggregator.aggregate(spans, charges),
        List.of(),
        DataQuality.of(spans, charges, context, input),
        0,
        input.lastArrivalUnixNanos());
  }

  /// The top agent's name, else the workflow's, else that of the only agent at the top, else the
  /// root span's.
  private static String name(RunSpans run) {
    TraceSpan root = run.root();
    String own = root.agentName() != null ? root.agentName() : workflowName(root);
    if (own != null) {
      return own;
    }
    List<String> topAgents =
        run.steps().stream()
            .filter(step -> step.agentName() != null && isTopAgent(step))
            .map(step -> String.valueOf(step.agentName()))
            .distinct()
            .toList();
    return topAgents.size() == 1 ? topAgents.getFirst() : root.name();
  }

  private static @Nullable String workflowName(TraceSpan root) {
    String workflow = root.fields().text(Field.WORKFLOW_NAME);
    return workflow == null && root.kind() == StepKind.WORKFLOW
        ? root.fields().text(Field.ENTITY_NAME)
        : workflow;
  }

  private static boolean isTopAgent(TraceSpan agent) {
    TraceSpan owner = agent.owner();
    return owner == null || owner.agent() == null;
  }
}

package io.treeline.processor.tree;

import io.treeline.model.AgentStep;
import io.treeline.model.Charge;
import io.treeline.model.LlmCall;
import io.treeline.model.OtherStep;
import io.treeline.model.Retrieval;
import io.treeline.model.SpanId;
import io.treeline.model.Step;
import io.treeline.model.StepCost;
import io.treeline.model.StepHeader;
import io.treeline.model.StepKind;
import io.treeline.model.StepStatus;
import io.treeline.model.ToolCall;
import io.treeline.processor.facts.Field;
import io.treeline.processor.facts.Fields;
import io.treeline.processor.facts.Output;
import io.treeline.processor.trace.RunSpans;
import io.treeline.processor.trace.TraceSpan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes the steps of a run down as the records that readers get.
final class StepRecords {
  private final Charges charges;

  private StepRecords(Charges charges) {
    this.charges = charges;
  }

  static List<Step> of(RunSpans run, Charges charges) {
    StepRecords records = new StepRecords(charges);
    return run.steps().stream().map(records::record).toList();
  }

  private Step record(TraceSpan step) {
    return switch (step.kind()) {
      case AGENT, WORKFLOW -> agent(step);
      case LLM, EMBEDDING, RERANK -> call(step);
      case TOOL, MEMORY -> tool(step);
      case RETRIEVAL -> retrieval(step);
      case STEP, GUARDRAIL, EVALUATOR, PROMPT, HANDOFF, INFRA, UNKNOWN ->
          new OtherStep(header(step));
    };
  }

  private Step agent(TraceSpan step) {
    Call call = charges.call(step);
    return new AgentStep(
        header(step),
        step.agentName(),
        model(step.fields()),
        step.fields().text(Field.PROVIDER),
        Ledger.reported(step),
        charges.role(step),
        charges.reason(step),
        call == null ? StepCost.UNKNOWN : call.cost());
  }

  private Step call(TraceSpan step) {
    Call call = charges.shown(step);
    Fields fields = call == null ? step.fields() : call.fields();
    Output output = call == null ? step.output() : call.output();
    Charge charge = charges.role(step);
    return new LlmCall(
        header(step),
        model(fields),
        fields.text(Field.REQUEST_MODEL),
        fields.text(Field.PROVIDER),
        call == null ? step.usage() : call.tokens(),
        charge,
        charges.reason(step),
        call == null ? StepCost.UNKNOWN : call.cost(),
        call == null ? step.finish() : call.finish(),
        output.toolDecisions(),
        fields.count(Field.TIME_TO_FIRST_TOKEN_NANOS),
        fields.text(Field.RESPONSE_ID));
  }

  private static Step tool(TraceSpan step) {
    String name =
        step.kind() == StepKind.TOOL
            ? RunAggregator.toolName(step)
            : step.fields().text(Field.TOOL_NAME);
    return new ToolCall(header(step), name, step.fields().text(Field.TOOL_CALL_ID));
  }

  private static Step retrieval(TraceSpan step) {
    long documents = step.fields().count(Field.RETRIEVED_DOCUMENTS);
    return new Retrieval(header(step), (int) Math.min(Integer.MAX_VALUE, documents));
  }

  private static StepHeader header(TraceSpan step) {
    TraceSpan owner = step.owner();
    TraceSpan agent = step.agent();
    return new StepHeader(
        step.id(),
        step.wireParentId(),
        owner == null ? SpanId.NONE : owner.id(),
        step.kind(),
        step.name(),
        step.state(),
        agent == null ? step.fields().text(Field.AGENT_NAME) : agent.agentName(),
        step.startNanos(),
        step.isClosed() ? step.durationNanos() : StepHeader.UNKNOWN,
        status(step),
        step.fields().text(Field.ERROR_TYPE),
        step.fields().text(Field.ERROR_MESSAGE),
        step.depth(),
        dialect(step));
  }

  private static StepStatus status(TraceSpan step) {
    if (step.isError()) {
      return StepStatus.ERROR;
    }
    return step.isClosed() ? StepStatus.OK : StepStatus.UNSET;
  }

  private static @Nullable String model(Fields fields) {
    String answered = fields.text(Field.RESPONSE_MODEL);
    return answered == null ? fields.text(Field.REQUEST_MODEL) : answered;
  }

  private static @Nullable String dialect(TraceSpan step) {
    List<String> dialects = step.facts() == null ? List.of() : step.facts().dialects();
    return dialects.isEmpty() ? null : dialects.getFirst();
  }
}

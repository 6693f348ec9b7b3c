package io.treeline.query.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.treeline.model.AgentStep;
import io.treeline.model.Charge;
import io.treeline.model.ChargeReason;
import io.treeline.model.LlmCall;
import io.treeline.model.OtherStep;
import io.treeline.model.Retrieval;
import io.treeline.model.Step;
import io.treeline.model.StepCost;
import io.treeline.model.StepHeader;
import io.treeline.model.StepState;
import io.treeline.model.StepStatus;
import io.treeline.model.TokenUsage;
import io.treeline.model.ToolCall;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A step as JSON: the same fields for every kind, `null` where a kind has no such thing.
final class StepJson {
  private StepJson() {}

  /// What differs between kinds, in one shape.
  private record Facts(
      @Nullable String model,
      @Nullable String requestModel,
      @Nullable String provider,
      @Nullable String tool,
      @Nullable String toolCallId,
      @Nullable TokenUsage tokens,
      Charge charge,
      ChargeReason reason,
      StepCost cost,
      @Nullable String finishReason,
      List<String> toolDecisions,
      long timeToFirstTokenNanos,
      @Nullable String responseId) {}

  /// @param stepsBelow how many steps hang below it, -1 to leave that out
  static void write(JsonGenerator out, Step step, int stepsBelow) throws IOException {
    StepHeader header = step.header();
    Facts facts = factsOf(step);
    out.writeStartObject();
    writePlace(out, header);
    JsonFields.text(out, "agent", header.agent());
    JsonFields.text(out, "model", facts.model);
    JsonFields.text(out, "request_model", facts.requestModel);
    JsonFields.text(out, "provider", facts.provider);
    JsonFields.text(out, "tool", facts.tool);
    JsonFields.text(out, "tool_call_id", facts.toolCallId);
    writeResult(out, header);
    writeUsage(out, facts);
    out.writeNumberField("depth", header.depth());
    if (stepsBelow >= 0) {
      out.writeNumberField("steps_below", stepsBelow);
    }
    JsonFields.text(out, "dialect", header.dialect());
    out.writeEndObject();
  }

  private static void writePlace(JsonGenerator out, StepHeader header) throws IOException {
    JsonFields.spanId(out, "span_id", header.spanId());
    JsonFields.spanId(out, "parent_span_id", header.parentSpanId());
    JsonFields.spanId(out, "logical_parent_id", header.logicalParentId());
    JsonFields.text(out, "kind", header.kind().word());
    JsonFields.text(out, "name", header.name());
    JsonFields.text(out, "state", header.state().word());
  }

  private static void writeResult(JsonGenerator out, StepHeader header) throws IOException {
    JsonFields.time(out, "start_time", header.startUnixNanos());
    JsonFields.millis(out, "duration_ms", header.durationNanos());
    JsonFields.text(out, "status", status(header));
    JsonFields.text(out, "error_type", header.errorType());
    JsonFields.text(out, "error_message", header.errorMessage());
  }

  private static void writeUsage(JsonGenerator out, Facts facts) throws IOException {
    JsonFields.tokens(out, "tokens", facts.tokens);
    JsonFields.text(out, "charge", facts.charge.word());
    JsonFields.text(out, "charge_reason", facts.reason.words());
    JsonFields.spanId(out, "charged_span_id", facts.reason.chargedSpanId());
    JsonFields.usd(out, "usd", facts.cost.nanoUsd());
    JsonFields.text(out, "price", facts.cost.price());
    JsonFields.usd(out, "usd_reported", facts.cost.reportedNanoUsd());
    JsonFields.usd(out, "usd_estimated", facts.cost.estimatedNanoUsd());
    JsonFields.text(out, "finish_reason", facts.finishReason);
    JsonFields.texts(out, "tool_decisions", facts.toolDecisions);
    JsonFields.millis(out, "time_to_first_token_ms", facts.timeToFirstTokenNanos);
    JsonFields.text(out, "response_id", facts.responseId);
  }

  /// An unset OTLP status of an ended span counts as ok; a span that has not ended has none.
  private static @Nullable String status(StepHeader header) {
    if (header.status() != StepStatus.UNSET) {
      return header.status().word();
    }
    return header.state() == StepState.CLOSED ? StepStatus.OK.word() : null;
  }

  private static Facts factsOf(Step step) {
    return switch (step) {
      case LlmCall call -> ofLlmCall(call);
      case AgentStep agent -> ofAgent(agent);
      case ToolCall call -> ofTool(call.tool(), call.toolCallId());
      case Retrieval retrieval -> ofTool(null, null);
      case OtherStep other -> ofTool(null, null);
    };
  }

  private static Facts ofLlmCall(LlmCall call) {
    return new Facts(
        call.model(),
        call.requestModel(),
        call.provider(),
        null,
        null,
        call.tokens(),
        call.charge(),
        call.reason(),
        call.cost(),
        call.finishReason(),
        call.toolDecisions(),
        call.timeToFirstTokenNanos(),
        call.responseId());
  }

  private static Facts ofAgent(AgentStep agent) {
    return new Facts(
        agent.model(),
        null,
        agent.provider(),
        null,
        null,
        agent.reported().isPresent() ? agent.reported() : null,
        agent.charge(),
        agent.reason(),
        agent.cost(),
        null,
        List.of(),
        StepHeader.UNKNOWN,
        null);
  }

  private static Facts ofTool(@Nullable String tool, @Nullable String toolCallId) {
    return new Facts(
        null,
        null,
        null,
        tool,
        toolCallId,
        null,
        Charge.NONE,
        ChargeReason.NO_USAGE,
        StepCost.UNKNOWN,
        null,
        List.of(),
        StepHeader.UNKNOWN,
        null);
  }
}

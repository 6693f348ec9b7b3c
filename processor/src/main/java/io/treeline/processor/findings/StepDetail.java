package io.treeline.processor.findings;

import io.treeline.model.AgentStep;
import io.treeline.model.Charge;
import io.treeline.model.LlmCall;
import io.treeline.model.OtherStep;
import io.treeline.model.Retrieval;
import io.treeline.model.Step;
import io.treeline.model.StepKind;
import io.treeline.model.StepState;
import io.treeline.model.StepStatus;
import io.treeline.model.ToolCall;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A step with what rules need beyond its record.
///
/// `isCause` is true for a failed step that no failed step below explains. `arguments` and `result`
/// are a tool's. `output` is a call's text, `toolCallIds` the ids of the tools it asked for. Counts
/// are -1 when unknown.
public record StepDetail(
    Step step,
    boolean isCause,
    @Nullable String arguments,
    @Nullable String result,
    @Nullable String output,
    List<String> toolCallIds,
    @Nullable String guardrail,
    Numbers numbers) {

  /// How often the client repeated the request within the step, the last HTTP status, the limit on
  /// the output and the model's context window.
  public record Numbers(long resends, long httpStatus, long maxTokens, long contextWindow) {
    public static final Numbers UNKNOWN = new Numbers(-1, -1, -1, -1);
  }

  public StepDetail {
    toolCallIds = List.copyOf(toolCallIds);
  }

  long spanId() {
    return step.header().spanId();
  }

  long ownerId() {
    return step.header().logicalParentId();
  }

  String name() {
    return step.header().name();
  }

  StepKind kind() {
    return step.header().kind();
  }

  boolean isError() {
    return step.header().status() == StepStatus.ERROR;
  }

  boolean isOpen() {
    return step.header().state() != StepState.CLOSED;
  }

  boolean isTool() {
    return kind() == StepKind.TOOL;
  }

  boolean isAgentic() {
    return kind() == StepKind.AGENT || kind() == StepKind.WORKFLOW;
  }

  long startNanos() {
    return step.header().startUnixNanos();
  }

  /// 0 for a step without an end.
  long durationNanos() {
    return Math.max(0, step.header().durationNanos());
  }

  long endNanos() {
    return startNanos() + durationNanos();
  }

  /// Type and message of the step's error in lower case; empty when it has none.
  String errorText() {
    String type = step.header().errorType();
    String message = step.header().errorMessage();
    return ((type == null ? "" : type) + " " + (message == null ? "" : message))
        .toLowerCase(Locale.ROOT);
  }

  /// The tool's name, or the step's when it has none or is no tool.
  String tool() {
    return switch (step) {
      case ToolCall tool -> tool.tool() == null ? name() : tool.tool();
      case AgentStep s -> name();
      case LlmCall s -> name();
      case Retrieval s -> name();
      case OtherStep s -> name();
    };
  }

  @Nullable String toolCallId() {
    return step instanceof ToolCall tool ? tool.toolCallId() : null;
  }

  /// The provider call, or null when the step is none.
  @Nullable LlmCall call() {
    return switch (step) {
      case LlmCall call -> call;
      case AgentStep s -> null;
      case ToolCall s -> null;
      case Retrieval s -> null;
      case OtherStep s -> null;
    };
  }

  /// Whether the ledger counts the step as a chat call, answered or failed.
  boolean isCountedCall() {
    LlmCall call = call();
    return call != null
        && kind() == StepKind.LLM
        && (call.charge() == Charge.CHARGED || call.charge() == Charge.FAILED);
  }

  @Nullable String finish() {
    LlmCall call = call();
    return call == null ? null : call.finishReason();
  }
}

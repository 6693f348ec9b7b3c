package io.treeline.processor.findings;

import io.treeline.model.AgentStep;
import io.treeline.model.LlmCall;
import io.treeline.model.OtherStep;
import io.treeline.model.Retrieval;
import io.treeline.model.Step;
import io.treeline.model.StepKind;
import io.treeline.model.StepState;
import io.treeline.model.StepStatus;
import io.treeline.model.ToolCall;
import org.jspecify.annotations.Nullable;

/// A step with what rules need beyond its record.
///
/// `isCause` is true for a failed step that no failed step below explains. `resends` is how often
/// the client repeated the request within the step, 0 when unknown.
public record StepDetail(
    Step step, boolean isCause, @Nullable String arguments, @Nullable String result, long resends) {

  long spanId() {
    return step.header().spanId();
  }

  String name() {
    return step.header().name();
  }

  boolean isError() {
    return step.header().status() == StepStatus.ERROR;
  }

  boolean isOpen() {
    return step.header().state() != StepState.CLOSED;
  }

  boolean isTool() {
    return step.header().kind() == StepKind.TOOL;
  }

  /// The tool's name, or null when the step is no tool.
  @Nullable String tool() {
    return switch (step) {
      case ToolCall tool -> tool.tool();
      case AgentStep s -> null;
      case LlmCall s -> null;
      case Retrieval s -> null;
      case OtherStep s -> null;
    };
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
}

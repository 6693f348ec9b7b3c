package io.treeline.model;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The counted facts of a run.
///
/// `llmCalls` = charged calls and failed attempts; `toolCalls` = executed tools, agents used as
/// tools included; `errors` = distinct failures, one explained by a child's not counted again;
/// `spans` = distinct spans. `reportedByAgents` is what agent spans say of themselves, or null.
public record RunMetrics(
    int llmCalls,
    int toolCalls,
    int retrievals,
    int errors,
    int spans,
    TokenUsage tokens,
    @Nullable TokenUsage reportedByAgents,
    Cost cost,
    Latency latency,
    Map<String, ModelUse> models,
    Map<String, ToolUse> tools) {
  public RunMetrics {
    models = Map.copyOf(models);
    tools = Map.copyOf(tools);
  }
}

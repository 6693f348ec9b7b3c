package io.treeline.model;

import java.util.List;
import java.util.Map;

/// The runs that share a conversation, folded into one row.
///
/// Times are Unix nanoseconds. `active` while a run is running.
public record Session(
    String id,
    boolean implicit,
    List<String> userIds,
    long firstUnixNanos,
    long lastUnixNanos,
    int runs,
    int traces,
    int llmCalls,
    int toolCalls,
    int errors,
    TokenUsage tokens,
    Cost cost,
    Latency latency,
    Map<String, ModelUse> models,
    Map<String, ToolUse> tools,
    List<String> tags,
    boolean active) {
  public Session {
    userIds = List.copyOf(userIds);
    models = Map.copyOf(models);
    tools = Map.copyOf(tools);
    tags = List.copyOf(tags);
  }
}

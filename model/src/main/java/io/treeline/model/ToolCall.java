package io.treeline.model;

import org.jspecify.annotations.Nullable;

/// The execution of a tool, an MCP tool or a memory operation.
public record ToolCall(StepHeader header, @Nullable String tool, @Nullable String toolCallId)
    implements Step {}

package io.treeline.processor.facts;

/// The canonical fields that dialect tables map attribute keys to, each with its value type.
///
/// Usage fields hold what the wire says; [SpanFacts#usage] holds the normalised form.
public enum Field {
  // what the span is
  OPERATION(Type.TEXT),
  // identity
  PROVIDER(Type.TEXT),
  FRAMEWORK(Type.TEXT),
  REQUEST_MODEL(Type.TEXT),
  RESPONSE_MODEL(Type.TEXT),
  RESPONSE_ID(Type.TEXT),
  AGENT_NAME(Type.TEXT),
  AGENT_ID(Type.TEXT),
  /// Agent run or invocation id, equal on all spans of one agent invocation.
  AGENT_CALL_ID(Type.TEXT),
  WORKFLOW_NAME(Type.TEXT),
  ENTITY_NAME(Type.TEXT),
  ENTITY_PATH(Type.TEXT),
  GRAPH_NODE_ID(Type.TEXT),
  /// The graph node that called or handed off to this one.
  GRAPH_NODE_PARENT_ID(Type.TEXT),
  /// The node of a workflow graph that the span is part of.
  GRAPH_NODE(Type.TEXT),
  // context
  SESSION_ID(Type.TEXT),
  USER_ID(Type.TEXT),
  TAGS(Type.TEXT_LIST),
  ENVIRONMENT(Type.TEXT),
  SERVICE_NAME(Type.TEXT),
  // usage as sent
  INPUT_TOKENS(Type.COUNT),
  OUTPUT_TOKENS(Type.COUNT),
  TOTAL_TOKENS(Type.COUNT),
  CACHE_READ_TOKENS(Type.COUNT),
  CACHE_WRITE_TOKENS(Type.COUNT),
  CACHE_WRITE_5M_TOKENS(Type.COUNT),
  CACHE_WRITE_1H_TOKENS(Type.COUNT),
  REASONING_TOKENS(Type.COUNT),
  UNCACHED_INPUT_TOKENS(Type.COUNT),
  /// Total of a tool loop up to and with this call, from clients whose counts are such sums.
  LOOP_TOTAL_TOKENS(Type.COUNT),
  INPUT_AUDIO_TOKENS(Type.COUNT),
  OUTPUT_AUDIO_TOKENS(Type.COUNT),
  INPUT_IMAGE_TOKENS(Type.COUNT),
  OUTPUT_IMAGE_TOKENS(Type.COUNT),
  /// What the client says the call cost, in nano-USD.
  REPORTED_NANO_USD(Type.COUNT),
  /// The parts of the cost, where a client reports them without their sum.
  REPORTED_INPUT_NANO_USD(Type.COUNT),
  REPORTED_OUTPUT_NANO_USD(Type.COUNT),
  SERVICE_TIER(Type.TEXT),
  /// `true` for a call that was sent as part of a batch.
  BATCH(Type.TEXT),
  // timing
  TIME_TO_FIRST_TOKEN_NANOS(Type.COUNT),
  /// When the first token came; [#TIME_TO_FIRST_TOKEN_NANOS] is made of it.
  FIRST_TOKEN_UNIX_NANOS(Type.COUNT),
  // request and finish
  MAX_TOKENS(Type.COUNT),
  FINISH_REASONS(Type.TEXT_LIST),
  // tools
  TOOL_NAME(Type.TEXT),
  TOOL_CALL_ID(Type.TEXT),
  TOOL_TYPE(Type.TEXT),
  TOOL_ARGUMENTS(Type.TEXT),
  TOOL_RESULT(Type.TEXT),
  MCP_METHOD(Type.TEXT),
  HANDOFF_FROM(Type.TEXT),
  HANDOFF_TO(Type.TEXT),
  // generic input and output of a span, as text
  INPUT_VALUE(Type.TEXT),
  OUTPUT_VALUE(Type.TEXT),
  // errors
  ERROR_TYPE(Type.TEXT),
  ERROR_MESSAGE(Type.TEXT),
  HTTP_STATUS(Type.COUNT),
  RESEND_COUNT(Type.COUNT),
  /// What a guardrail decided, as sent.
  GUARDRAIL_VERDICT(Type.TEXT),
  // retrieval
  RETRIEVED_DOCUMENTS(Type.COUNT),
  /// The true span a pending ("open") marker stands for is its parent; this is that span's parent.
  PENDING_PARENT(Type.TEXT);

  /// How a field's value is kept. Counts are whole numbers, never negative.
  public enum Type {
    TEXT,
    COUNT,
    TEXT_LIST
  }

  private final Type type;

  Field(Type type) {
    this.type = type;
  }

  public Type type() {
    return type;
  }
}

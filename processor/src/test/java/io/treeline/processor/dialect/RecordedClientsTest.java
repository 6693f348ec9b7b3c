package io.treeline.processor.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.StepKind;
import io.treeline.model.TokenUsage;
import io.treeline.processor.facts.Field;
import io.treeline.processor.facts.SpanFacts;
import org.junit.jupiter.api.Test;

/// Spans of clients and versions that were recorded for their peculiarities and not kept whole.
class RecordedClientsTest {
  private static final String LOGFIRE_AGENTS = "logfire.openai_agents";

  @Test
  void openAiAgents_throughLogfire_areNamedByMessage() {
    SpanFacts agent =
        SpanOf.name("Agent run: {name!r}")
            .scope(LOGFIRE_AGENTS)
            .with("logfire.msg", "Agent run: 'weather_agent'")
            .facts();
    SpanFacts tool =
        SpanOf.name("Function: {name}")
            .scope(LOGFIRE_AGENTS)
            .with("logfire.msg", "Function: get_weather")
            .with("input", "{\"city\": \"Paris\"}")
            .with("output", "18 degrees")
            .facts();
    SpanFacts root =
        SpanOf.name("OpenAI Agents trace: {name}")
            .scope(LOGFIRE_AGENTS)
            .with("group_id", "sess-42")
            .facts();

    assertThat(agent.kind()).isEqualTo(StepKind.AGENT);
    assertThat(agent.fields().text(Field.AGENT_NAME)).isEqualTo("weather_agent");
    assertThat(tool.kind()).isEqualTo(StepKind.TOOL);
    assertThat(tool.fields().text(Field.TOOL_NAME)).isEqualTo("get_weather");
    assertThat(tool.fields().text(Field.TOOL_ARGUMENTS)).isEqualTo("{\"city\": \"Paris\"}");
    assertThat(root.fields().text(Field.SESSION_ID)).isEqualTo("sess-42");
  }

  @Test
  void langGraphAgent_throughLangfuse_isTheSpanOfItsName() {
    SpanFacts root =
        SpanOf.name("supervisor")
            .scope("langfuse-sdk")
            .with("langfuse.observation.type", "chain")
            .with("langfuse.observation.metadata.lc_agent_name", "\"supervisor\"")
            .facts();
    SpanFacts node =
        SpanOf.name("tools")
            .scope("langfuse-sdk")
            .with("langfuse.observation.type", "chain")
            .with("langfuse.observation.metadata.lc_agent_name", "\"supervisor\"")
            .facts();

    assertThat(root.kind()).isEqualTo(StepKind.AGENT);
    assertThat(root.fields().text(Field.AGENT_NAME)).isEqualTo("supervisor");
    assertThat(node.kind()).isNotEqualTo(StepKind.AGENT);
  }

  @Test
  void crewMember_beforeAnother_isNotItsCaller() {
    SpanFacts writer =
        SpanOf.name("writer._execute_core")
            .scope("openinference.instrumentation.crewai")
            .with("openinference.span.kind", "AGENT")
            .with("graph.node.id", "writer")
            .with("graph.node.parent_id", "researcher")
            .facts();
    SpanFacts handedOver =
        SpanOf.name("writer")
            .scope("openinference.instrumentation.openai_agents")
            .with("openinference.span.kind", "AGENT")
            .with("graph.node.id", "writer")
            .with("graph.node.parent_id", "researcher")
            .facts();

    assertThat(writer.fields().has(Field.GRAPH_NODE_PARENT_ID)).isFalse();
    assertThat(handedOver.fields().text(Field.GRAPH_NODE_PARENT_ID)).isEqualTo("researcher");
  }

  @Test
  void crewMember_ofAnOldVersion_isNamedInPythonsNotation() {
    SpanFacts member =
        SpanOf.name("Task._execute_core")
            .scope("openinference.instrumentation.crewai")
            .with("openinference.span.kind", "AGENT")
            .with("input.value", "{\"agent\": \"id=UUID('1') role='researcher' goal='g'\"}")
            .facts();

    assertThat(member.fields().text(Field.AGENT_NAME)).isEqualTo("researcher");
  }

  @Test
  void llamaIndexPreparation_isNoCall_andItsToolIsOne() {
    SpanFacts preparation =
        SpanOf.name("OpenAI._prepare_chat_with_tools")
            .scope("openinference.instrumentation.llama_index")
            .with("openinference.span.kind", "LLM")
            .with("llm.model_name", "gpt-4o-mini")
            .facts();
    SpanFacts tool =
        SpanOf.name("FunctionTool.task")
            .scope("opentelemetry.instrumentation.llamaindex")
            .with("traceloop.span.kind", "task")
            .with("traceloop.entity.name", "FunctionTool.task")
            .with("traceloop.entity.output", "{\"blocks\": [], \"tool_name\": \"get_weather\"}")
            .facts();

    assertThat(preparation.kind()).isEqualTo(StepKind.STEP);
    assertThat(tool.kind()).isEqualTo(StepKind.TOOL);
    assertThat(tool.fields().text(Field.TOOL_NAME)).isEqualTo("get_weather");
  }

  @Test
  void buildingAWorkflow_isNoRunOfIt() {
    assertThat(SpanOf.name("workflow.build").scope("agent_framework").facts().kind())
        .isEqualTo(StepKind.INFRA);
  }

  @Test
  void geminisThoughts_inPydanticAi_areReasoning() {
    assertThat(
            SpanOf.name("chat gemini-2.5-flash")
                .scope("pydantic-ai")
                .with("gen_ai.operation.name", "chat")
                .with("gen_ai.usage.input_tokens", 53)
                .with("gen_ai.usage.output_tokens", 11)
                .with("gen_ai.usage.details.thoughts_tokens", 3)
                .facts()
                .usage())
        .isEqualTo(new TokenUsage(53, 11, 64, -1, -1, 3));
  }

  @Test
  void springAiOne_marksItsCountsAsSums() {
    SpanOf call =
        SpanOf.name("chat gpt-5")
            .scope("org.springframework.boot")
            .with("gen_ai.operation.name", "chat")
            .with("gen_ai.usage.total_tokens", 61);

    assertThat(call.facts().fields().has(Field.LOOP_TOTAL_TOKENS)).isFalse();
    assertThat(
            call.with("spring.ai.model.request.tool.names", "[\"get_weather\"]")
                .facts()
                .fields()
                .count(Field.LOOP_TOTAL_TOKENS))
        .isEqualTo(61);
  }
}

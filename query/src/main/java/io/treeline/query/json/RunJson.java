package io.treeline.query.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.treeline.model.AgentUse;
import io.treeline.model.DataQualityNote;
import io.treeline.model.Finding;
import io.treeline.model.Run;
import io.treeline.model.RunContext;
import io.treeline.model.RunMetrics;
import io.treeline.model.SpanId;
import io.treeline.model.read.StepPage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A run as JSON: a row of a list, or in full with a page of its steps.
public final class RunJson {
  private RunJson() {}

  /// The object that lists hold: no steps, the final answer cut at [Run#MAX_LISTED_ANSWER].
  public static void writeRow(JsonGenerator out, Run run) throws IOException {
    String answer = run.finalAnswer();
    boolean cut = answer != null && answer.length() > Run.MAX_LISTED_ANSWER;
    String shown = answer != null && cut ? prefix(answer) : answer;
    out.writeStartObject();
    writeFacts(out, run, shown, cut || run.finalAnswerTruncated());
    out.writeEndObject();
  }

  /// The run with a page of its steps.
  public static void writeDetail(JsonGenerator out, Run run, StepPage page) throws IOException {
    out.writeStartObject();
    writeFacts(out, run, run.finalAnswer(), run.finalAnswerTruncated());
    out.writeArrayFieldStart("steps");
    for (StepPage.Row row : page.rows()) {
      StepJson.write(out, row.step(), row.stepsBelow());
    }
    out.writeEndArray();
    PageJson.writeShort(out, "steps_page", page.total(), page.rows().size(), page.nextCursor());
    out.writeEndObject();
  }

  private static void writeFacts(
      JsonGenerator out, Run run, @Nullable String answer, boolean answerTruncated)
      throws IOException {
    writeIdentity(out, run);
    out.writeBooleanField("reached_final_answer", run.reachedFinalAnswer());
    JsonFields.text(out, "final_answer", answer);
    out.writeBooleanField("final_answer_truncated", answerTruncated);
    writeContext(out, run.context());
    writeTimes(out, run);
    writeAgents(out, run.agents());
    writeMetrics(out, run.metrics());
    writeFindings(out, run.findings());
    writeDataQuality(out, run.dataQuality());
    out.writeNumberField("revision", run.revision());
  }

  private static void writeIdentity(JsonGenerator out, Run run) throws IOException {
    JsonFields.text(out, "run_id", run.id().toString());
    JsonFields.texts(out, "aliases", run.aliases());
    JsonFields.text(out, "trace_id", run.id().traceId().toString());
    JsonFields.text(out, "root_span_id", SpanId.toHex(run.id().rootSpanId()));
    JsonFields.text(out, "name", run.name());
    JsonFields.text(out, "state", run.state().word());
    JsonFields.text(out, "state_reason", run.stateReason());
    JsonFields.text(out, "outcome", run.outcome().word());
  }

  private static void writeContext(JsonGenerator out, RunContext context) throws IOException {
    JsonFields.text(out, "session_id", context.sessionId());
    JsonFields.text(out, "session_source", context.sessionSource());
    JsonFields.text(out, "user_id", context.userId());
    JsonFields.texts(out, "tags", context.tags());
    out.writeObjectFieldStart("metadata");
    for (Map.Entry<String, String> entry : new TreeMap<>(context.metadata()).entrySet()) {
      JsonFields.text(out, entry.getKey(), entry.getValue());
    }
    out.writeEndObject();
    ScoreJson.write(out, context.scores());
    JsonFields.text(out, "environment", context.environment());
    JsonFields.texts(out, "services", context.services());
    JsonFields.texts(out, "dialects", context.dialects());
  }

  private static void writeTimes(JsonGenerator out, Run run) throws IOException {
    boolean open = run.endUnixNanos() == Run.OPEN;
    JsonFields.time(out, "start_time", run.startUnixNanos());
    JsonFields.time(out, "end_time", run.endUnixNanos());
    JsonFields.millis(
        out, "duration_ms", open ? -1 : Math.max(0, run.endUnixNanos() - run.startUnixNanos()));
  }

  private static void writeAgents(JsonGenerator out, List<AgentUse> agents) throws IOException {
    out.writeArrayFieldStart("agents");
    for (AgentUse agent : agents) {
      out.writeStartObject();
      JsonFields.text(out, "name", agent.name());
      JsonFields.text(out, "parent", agent.parent());
      out.writeNumberField("invocations", agent.invocations());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static void writeMetrics(JsonGenerator out, RunMetrics metrics) throws IOException {
    out.writeNumberField("llm_calls", metrics.llmCalls());
    out.writeNumberField("tool_calls", metrics.toolCalls());
    out.writeNumberField("retrievals", metrics.retrievals());
    out.writeNumberField("errors", metrics.errors());
    out.writeNumberField("spans", metrics.spans());
    JsonFields.tokens(out, "tokens", metrics.tokens());
    JsonFields.tokens(out, "tokens_reported_by_agents", metrics.reportedByAgents());
    JsonFields.cost(out, "cost", metrics.cost());
    JsonFields.latency(out, "latency_ms", metrics.latency());
    JsonFields.models(out, "models", metrics.models());
    JsonFields.tools(out, "tools", metrics.tools());
  }

  private static void writeFindings(JsonGenerator out, List<Finding> findings) throws IOException {
    out.writeArrayFieldStart("findings");
    for (Finding finding : findings) {
      out.writeStartObject();
      JsonFields.text(out, "rule", finding.rule());
      JsonFields.text(out, "severity", finding.severity().word());
      JsonFields.spanIds(out, "span_ids", finding.spanIds());
      JsonFields.text(out, "message", finding.message());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static void writeDataQuality(JsonGenerator out, List<DataQualityNote> notes)
      throws IOException {
    out.writeArrayFieldStart("data_quality");
    for (DataQualityNote note : notes) {
      out.writeStartObject();
      JsonFields.text(out, "code", note.code());
      out.writeNumberField("count", note.count());
      JsonFields.spanIds(out, "span_ids", note.spanIds());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static String prefix(String answer) {
    int end = Run.MAX_LISTED_ANSWER;
    return answer.substring(0, Character.isHighSurrogate(answer.charAt(end - 1)) ? end - 1 : end);
  }
}

package io.treeline.query;

import io.treeline.model.AgentStep;
import io.treeline.model.AgentTree;
import io.treeline.model.AgentUse;
import io.treeline.model.Charge;
import io.treeline.model.ChargeReason;
import io.treeline.model.Cost;
import io.treeline.model.DataQualityNote;
import io.treeline.model.Finding;
import io.treeline.model.Latency;
import io.treeline.model.LlmCall;
import io.treeline.model.ModelUse;
import io.treeline.model.Outcome;
import io.treeline.model.Run;
import io.treeline.model.RunContext;
import io.treeline.model.RunId;
import io.treeline.model.RunMetrics;
import io.treeline.model.RunState;
import io.treeline.model.Score;
import io.treeline.model.Severity;
import io.treeline.model.Step;
import io.treeline.model.StepCost;
import io.treeline.model.StepHeader;
import io.treeline.model.StepKind;
import io.treeline.model.StepState;
import io.treeline.model.StepStatus;
import io.treeline.model.TokenUsage;
import io.treeline.model.ToolCall;
import io.treeline.model.ToolUse;
import io.treeline.model.TraceId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The demo run of the interfaces document: two agents, a failed and repeated tool call.
public final class DemoRun {
  public static final TraceId TRACE = TraceId.parse("0af7651916cd43dd8448eb211c80319c");
  public static final RunId ID = new RunId(TRACE, 1);

  /// 2026-11-23T10:00:00Z.
  public static final long START = 1_795_428_000_000_000_000L;

  private static final long MS = 1_000_000;

  private DemoRun() {}

  public static AgentTree tree() {
    return new AgentTree(run(), steps());
  }

  public static Run run() {
    return new Run(
        ID,
        List.of(),
        "supervisor",
        RunState.ENDED,
        "root ended, quiet 5s",
        Outcome.FINAL_ANSWER,
        "It is 18 degrees and sunny in Paris.",
        false,
        context(),
        START,
        START + 3_200 * MS + 100_000,
        List.of(
            new AgentUse("supervisor", null, 1), new AgentUse("weather_agent", "supervisor", 1)),
        metrics(),
        List.of(
            new Finding(
                "ERROR_RECOVERED",
                Severity.INFO,
                List.of(6L, 8L),
                "get_weather failed once, then succeeded")),
        List.of(new DataQualityNote("MISSING_PARENT", 1, List.of(4L))),
        3,
        START + 9_000 * MS);
  }

  private static RunContext context() {
    return new RunContext(
        "sess-demo",
        "span attribute session.id",
        "u-7",
        List.of("demo"),
        Map.of("tier", "gold", "build", "7"),
        null,
        List.of("weather-app"),
        List.of("openinference"),
        List.of(
            new Score("brevity", null, "good", null, "HUMAN", 1),
            new Score("helpfulness", 0.8, "good", "to the point", "LLM", 1)));
  }

  private static RunMetrics metrics() {
    return new RunMetrics(
        5,
        3,
        0,
        1,
        12,
        new TokenUsage(606, 74, 680, 128, 0, TokenUsage.UNKNOWN),
        null,
        new Cost(6_104_000, true, 0, "genai-prices 0.1.8"),
        new Latency(3_200 * MS + 100_000, 1_884 * MS, 901 * MS, 415 * MS + 100_000, -1),
        Map.of(
            "gpt-5", new ModelUse(2, 202, 20, 5_000_000),
            "gpt-5-mini", new ModelUse(3, 404, 54, 1_104_000)),
        Map.of(
            "ask_weather_agent", new ToolUse(1, 0, 2_500 * MS),
            "get_weather", new ToolUse(2, 1, 901 * MS)));
  }

  private static List<Step> steps() {
    return List.of(
        agent(1, 0, "supervisor", 0, 0, 3_200),
        llm(2, 1, "gpt-5", 1, 10, 412, 51, 7, 0, "tool_call", 2_500_000),
        tool(3, 1, "ask_weather_agent", 1, 430, 2_460, null, null),
        agent(4, 3, "weather_agent", 2, 440, 2_450),
        llm(5, 4, "gpt-5-mini", 3, 450, 380, 101, 21, 0, "tool_call", 368_000),
        tool(6, 4, "get_weather", 3, 840, 1, "TimeoutError", "upstream"),
        llm(7, 4, "gpt-5-mini", 3, 850, 402, 152, 20, 0, "tool_call", 368_000),
        tool(8, 4, "get_weather", 3, 1_260, 900, null, null),
        llm(9, 4, "gpt-5-mini", 3, 2_170, 390, 151, 13, 64, "stop", 368_000),
        llm(10, 1, "gpt-5", 1, 2_895, 300, 151, 13, 64, "stop", 2_500_000));
  }

  public static Step agent(
      long id, long parent, String name, int depth, long startMillis, long millis) {
    StepHeader header =
        header(id, parent, StepKind.AGENT, name, depth, startMillis, millis, null, null);
    return new AgentStep(
        header,
        name,
        null,
        null,
        TokenUsage.NONE,
        Charge.NONE,
        ChargeReason.NO_USAGE,
        StepCost.UNKNOWN);
  }

  public static Step llm(
      long id,
      long parent,
      String model,
      int depth,
      long startMillis,
      long millis,
      long input,
      long output,
      long cached,
      String finish,
      long nanoUsd) {
    return new LlmCall(
        header(id, parent, StepKind.LLM, "chat " + model, depth, startMillis, millis, null, null),
        model,
        model,
        "openai",
        new TokenUsage(input, output, input + output, cached, 0, TokenUsage.UNKNOWN),
        Charge.CHARGED,
        ChargeReason.of("the only view of its call"),
        new StepCost(nanoUsd, "openai/" + model, "genai-prices 0.1.8", Cost.UNKNOWN, nanoUsd),
        finish,
        finish.equals("tool_call") ? List.of("get_weather") : List.of(),
        -1,
        "resp-" + id);
  }

  public static Step tool(
      long id,
      long parent,
      String name,
      int depth,
      long startMillis,
      long millis,
      @Nullable String errorType,
      @Nullable String errorMessage) {
    StepHeader header =
        header(
            id, parent, StepKind.TOOL, name, depth, startMillis, millis, errorType, errorMessage);
    return new ToolCall(header, name, "call-" + id);
  }

  private static StepHeader header(
      long id,
      long parent,
      StepKind kind,
      String name,
      int depth,
      long startMillis,
      long millis,
      @Nullable String errorType,
      @Nullable String errorMessage) {
    return new StepHeader(
        id,
        parent,
        parent,
        kind,
        name,
        StepState.CLOSED,
        depth >= 2 ? "weather_agent" : "supervisor",
        START + startMillis * MS,
        millis * MS,
        errorType == null ? StepStatus.OK : StepStatus.ERROR,
        errorType,
        errorMessage,
        depth,
        "openinference");
  }
}

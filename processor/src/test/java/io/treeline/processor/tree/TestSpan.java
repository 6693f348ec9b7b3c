package io.treeline.processor.tree;

import io.treeline.model.StepKind;
import io.treeline.model.StepStatus;
import io.treeline.model.TokenUsage;
import io.treeline.model.ingest.ChunkEntry;
import io.treeline.processor.facts.Field;
import io.treeline.processor.facts.Fields;
import io.treeline.processor.facts.LogFacts;
import io.treeline.processor.facts.Output;
import io.treeline.processor.facts.SentScore;
import io.treeline.processor.facts.SpanFacts;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A span for tests, written down in a line. Times are milliseconds after [#EPOCH_NANOS].
final class TestSpan {
  static final long EPOCH_NANOS = 1_770_000_000_000_000_000L;
  private static final long MILLI = 1_000_000;

  private final long id;
  private final StepKind kind;
  private final Map<Field, Object> fields = new EnumMap<>(Field.class);
  private final Map<Field, String> sources = new EnumMap<>(Field.class);
  private String name;
  private long parent;
  private long startMillis;
  private long endMillis = 1;
  private boolean open;
  private int flags;
  private int otelKind = 1;
  private String scope = "test";
  private StepStatus status = StepStatus.UNSET;
  private boolean pending;
  private boolean ignored;
  private TokenUsage usage = TokenUsage.NONE;
  private @Nullable String finish;
  private Output output = Output.NONE;
  private Map<String, String> metadata = Map.of();
  private final List<SentScore> scores = new ArrayList<>();

  private TestSpan(long id, StepKind kind, String name) {
    this.id = id;
    this.kind = kind;
    this.name = name;
  }

  static TestSpan span(StepKind kind, long id) {
    return new TestSpan(id, kind, kind.word() + " " + id);
  }

  static TestSpan agent(long id, String name) {
    return span(StepKind.AGENT, id).named("invoke_agent " + name).with(Field.AGENT_NAME, name);
  }

  static TestSpan workflow(long id) {
    return span(StepKind.WORKFLOW, id);
  }

  static TestSpan tool(long id, String name) {
    return span(StepKind.TOOL, id).named("execute_tool " + name).with(Field.TOOL_NAME, name);
  }

  /// A call with input and output tokens.
  static TestSpan llm(long id, String model, long input, long output) {
    return call(id, model).usage(input, output);
  }

  /// A call without usage.
  static TestSpan call(long id, String model) {
    return span(StepKind.LLM, id).named("chat " + model).with(Field.REQUEST_MODEL, model);
  }

  TestSpan named(String newName) {
    name = newName;
    return this;
  }

  TestSpan under(long parentId) {
    parent = parentId;
    return this;
  }

  TestSpan at(long from, long to) {
    startMillis = from;
    endMillis = to;
    return this;
  }

  TestSpan openAt(long from) {
    startMillis = from;
    open = true;
    return this;
  }

  TestSpan with(Field field, Object value) {
    return with(field, value, "span attribute " + field);
  }

  TestSpan with(Field field, Object value, String source) {
    fields.put(field, value);
    sources.put(field, source);
    return this;
  }

  TestSpan usage(long input, long output) {
    return usage(new TokenUsage(input, output, -1, -1, -1, -1));
  }

  TestSpan usage(TokenUsage tokens) {
    usage = tokens;
    return this;
  }

  TestSpan scope(String scopeName) {
    scope = scopeName;
    return this;
  }

  TestSpan finish(String reason) {
    finish = reason;
    return this;
  }

  TestSpan says(String text) {
    output = new Output(text, output.toolDecisions(), output.toolCallIds());
    return this;
  }

  TestSpan asksFor(String... tools) {
    output = new Output(output.text(), List.of(tools), List.of(tools));
    return this;
  }

  TestSpan error() {
    status = StepStatus.ERROR;
    return this;
  }

  TestSpan error(String type) {
    return error().with(Field.ERROR_TYPE, type);
  }

  TestSpan pending() {
    pending = true;
    return this;
  }

  TestSpan ignored() {
    ignored = true;
    return this;
  }

  TestSpan flags(int spanFlags) {
    flags = spanFlags;
    return this;
  }

  TestSpan otelKind(int spanKind) {
    otelKind = spanKind;
    return this;
  }

  TestSpan metadata(String key, String value) {
    metadata = Map.of(key, value);
    return this;
  }

  TestSpan score(String scoreName, double value) {
    scores.add(new SentScore(scoreName, value, null, null, "test", null));
    return this;
  }

  long id() {
    return id;
  }

  SpanFacts facts() {
    return new SpanFacts(
        entry(),
        name,
        scope,
        otelKind,
        status,
        kind,
        "test",
        pending,
        ignored,
        List.of("test"),
        builtFields(),
        usage,
        finish,
        output,
        metadata,
        List.of(),
        scores);
  }

  /// A log record of the span with this id that says the same.
  LogFacts log() {
    return new LogFacts(entry(), "event", builtFields(), usage, output, finish, List.of());
  }

  private Fields builtFields() {
    Fields.Builder builder = new Fields.Builder();
    fields.forEach((field, value) -> builder.put(field, value, sources.getOrDefault(field, "")));
    return builder.build();
  }

  private ChunkEntry entry() {
    long end = open ? 0 : EPOCH_NANOS + endMillis * MILLI;
    long start = EPOCH_NANOS + startMillis * MILLI;
    return new ChunkEntry(id, parent, start, end, flags, 0, 100, (int) id);
  }
}

package io.treeline.processor.trace;

import io.treeline.model.SpanId;
import io.treeline.model.StepKind;
import io.treeline.model.StepState;
import io.treeline.model.StepStatus;
import io.treeline.model.TokenUsage;
import io.treeline.processor.facts.Field;
import io.treeline.processor.facts.Fields;
import io.treeline.processor.facts.LogFacts;
import io.treeline.processor.facts.Output;
import io.treeline.processor.facts.SentScore;
import io.treeline.processor.facts.SpanFacts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A span of a trace in its place: what it says, what is above it and what lies below.
///
/// Two trees share these objects. `parent` and `children` are the spans as the wire has them, with
/// broken edges repaired. `owner` and `steps` leave out what has no agent meaning (a contracted
/// span), so a step's owner is the step that caused it. The place changes while one thread
/// assembles the trace; what the span says never does.
public final class TraceSpan {
  /// By start, then by span id: the order of siblings and of every list.
  public static final Comparator<TraceSpan> ORDER =
      (a, b) -> {
        int byStart = Long.compareUnsigned(a.startNanos, b.startNanos);
        return byStart != 0 ? byStart : Long.compareUnsigned(a.id, b.id);
      };

  private final long id;
  private final long wireParentId;
  private final long startNanos;
  private final long endNanos;
  private final StepState state;
  private final @Nullable SpanFacts facts;
  private final Fields fields;
  private final TokenUsage usage;
  private final @Nullable String finish;
  private final Output output;
  private final List<SentScore> scores;

  private final List<TraceSpan> children = new ArrayList<>(2);
  private final List<TraceSpan> steps = new ArrayList<>(2);
  private final List<TraceSpan> layers = new ArrayList<>(0);
  private @Nullable TraceSpan parent;
  private @Nullable TraceSpan owner;
  private @Nullable TraceSpan agent;
  private @Nullable String agentName;
  private StepKind kind;
  private boolean contracted;
  private int index;
  private int depth;
  private boolean onParentCycle;

  private TraceSpan(
      long id,
      long wireParentId,
      long startNanos,
      StepState state,
      @Nullable SpanFacts facts,
      List<LogFacts> logs) {
    this.id = id;
    this.wireParentId = wireParentId;
    this.startNanos = startNanos;
    this.state = state;
    this.facts = facts;
    this.endNanos =
        state == StepState.CLOSED ? Objects.requireNonNull(facts).entry().endUnixNanos() : 0;
    this.kind = facts == null ? StepKind.UNKNOWN : facts.kind();
    this.fields = joinFields(facts, logs);
    this.usage = joinUsage(facts, logs);
    this.finish = joinFinish(facts, logs);
    this.output = joinOutput(facts, logs);
    this.scores = SentScore.joined(facts, logs);
    this.agentName = kind == StepKind.AGENT ? fields.text(Field.AGENT_NAME) : null;
  }

  /// A span that has arrived, with its log records, newest first.
  static TraceSpan seen(SpanFacts facts, List<LogFacts> logs) {
    return new TraceSpan(
        facts.spanId(),
        facts.entry().parentSpanId(),
        facts.entry().startUnixNanos(),
        facts.isOpen() ? StepState.OPEN : StepState.CLOSED,
        facts,
        logs);
  }

  /// A span that only its open marker announces.
  static TraceSpan announced(SpanFacts marker, List<LogFacts> logs) {
    return new TraceSpan(
        marker.entry().parentSpanId(),
        pendingParent(marker),
        marker.entry().startUnixNanos(),
        StepState.OPEN,
        marker,
        logs);
  }

  /// A span that others name as their parent but that has not arrived.
  static TraceSpan placeholder(long id, long startNanos) {
    return new TraceSpan(id, SpanId.NONE, startNanos, StepState.PLACEHOLDER, null, List.of());
  }

  private static long pendingParent(SpanFacts marker) {
    String parent = marker.fields().text(Field.PENDING_PARENT);
    if (parent == null || parent.length() != 16) {
      return SpanId.NONE;
    }
    try {
      return SpanId.parse(parent);
    } catch (IllegalArgumentException e) {
      return SpanId.NONE;
    }
  }

  private static Fields joinFields(@Nullable SpanFacts facts, List<LogFacts> logs) {
    Fields joined = facts == null ? Fields.NONE : facts.fields();
    for (LogFacts log : logs) {
      joined = joined.orElse(log.fields());
    }
    return joined;
  }

  private static TokenUsage joinUsage(@Nullable SpanFacts facts, List<LogFacts> logs) {
    TokenUsage own = facts == null ? TokenUsage.NONE : facts.usage();
    for (LogFacts log : logs) {
      own = own.isPresent() ? own : log.usage();
    }
    return own;
  }

  private static @Nullable String joinFinish(@Nullable SpanFacts facts, List<LogFacts> logs) {
    if (facts != null && facts.finish() != null) {
      return facts.finish();
    }
    for (LogFacts log : logs) {
      if (log.finish() != null) {
        return log.finish();
      }
    }
    return null;
  }

  private static Output joinOutput(@Nullable SpanFacts facts, List<LogFacts> logs) {
    Output own = facts == null ? Output.NONE : facts.output();
    for (LogFacts log : logs) {
      if (!log.output().isEmpty()) {
        return own.orElse(log.output());
      }
    }
    return own;
  }

  // what it says

  public long id() {
    return id;
  }

  /// The parent's id as sent.
  public long wireParentId() {
    return wireParentId;
  }

  public long startNanos() {
    return startNanos;
  }

  /// 0 while open or not seen.
  public long endNanos() {
    return endNanos;
  }

  public StepState state() {
    return state;
  }

  /// Null for a placeholder; an open marker's facts stand for the span it announces.
  public @Nullable SpanFacts facts() {
    return facts;
  }

  /// The span's own fields, completed from its log records.
  public Fields fields() {
    return fields;
  }

  public @Nullable String finish() {
    return finish;
  }

  public Output output() {
    return output;
  }

  public List<SentScore> scores() {
    return scores;
  }

  public StepKind kind() {
    return kind;
  }

  /// The name of the agent this span is, or null when it is none or has no name.
  public @Nullable String agentName() {
    return agentName;
  }

  public String name() {
    if (facts != null) {
      return facts.name();
    }
    return agentName == null ? "missing span" : agentName;
  }

  /// The span's own usage, else that of its newest log record with any (Codex, Gemini CLI).
  public TokenUsage usage() {
    return usage;
  }

  public String scope() {
    return facts == null ? "" : facts.scopeName();
  }

  public boolean isError() {
    return facts != null && facts.status() == StepStatus.ERROR;
  }

  /// Whether it only tells of what other spans do: a log sent as a span, a summary.
  public boolean isRecord() {
    return facts != null && facts.ignored();
  }

  public boolean isClosed() {
    return state == StepState.CLOSED;
  }

  public boolean isOpen() {
    return state == StepState.OPEN;
  }

  public boolean isPlaceholder() {
    return state == StepState.PLACEHOLDER;
  }

  /// Whether the span itself is stored, not only implied by others.
  public boolean isStored() {
    return facts != null && !facts.pending();
  }

  /// Whether the model or a caller starts it as an agent or workflow.
  public boolean isAgentic() {
    return kind == StepKind.AGENT || kind == StepKind.WORKFLOW;
  }

  /// Nanoseconds, never negative; 0 while it has no end.
  public long durationNanos() {
    return isClosed() ? Math.max(0, endNanos - startNanos) : 0;
  }

  /// Whether the other span's whole time lies within this one's.
  public boolean covers(TraceSpan other) {
    return startNanos <= other.startNanos && other.endNanos <= endNanos;
  }

  public boolean overlaps(TraceSpan other) {
    return startNanos <= other.endNanos && other.startNanos <= endNanos;
  }

  // its place

  public @Nullable TraceSpan parent() {
    return parent;
  }

  public List<TraceSpan> children() {
    return children;
  }

  public @Nullable TraceSpan owner() {
    return owner;
  }

  public List<TraceSpan> steps() {
    return steps;
  }

  /// Inner spans of the same invocation, which are no steps of their own.
  public List<TraceSpan> layers() {
    return layers;
  }

  /// The nearest agent with a name that the step works for, itself for an agent.
  public @Nullable TraceSpan agent() {
    return agent;
  }

  public boolean isContracted() {
    return contracted;
  }

  public boolean isOnParentCycle() {
    return onParentCycle;
  }

  public int index() {
    return index;
  }

  public int depth() {
    return depth;
  }

  void number(int position) {
    index = position;
  }

  void putUnder(TraceSpan above) {
    parent = above;
    above.children.add(this);
  }

  /// Leaves only the given children, the others having found a new parent.
  void keepChildren(List<TraceSpan> kept) {
    children.clear();
    children.addAll(kept);
  }

  void cutFromCycle() {
    parent = null;
    onParentCycle = true;
  }

  void pointTo(TraceSpan above) {
    parent = above;
  }

  void ownedBy(TraceSpan above) {
    owner = above;
    above.steps.add(this);
    settle();
  }

  void becomeTop() {
    owner = null;
    settle();
  }

  /// Takes depth and agent over from the owner, which has settled before.
  void settle() {
    depth = owner == null ? 0 : owner.depth + 1;
    agent = agentName != null ? this : owner == null ? null : owner.agent;
  }

  void sortSteps() {
    steps.sort(ORDER);
  }

  void contract(@Nullable TraceSpan above) {
    contracted = true;
    owner = above;
  }

  void becomeLayerOf(TraceSpan outer) {
    contract(outer);
    outer.layers.add(this);
  }

  /// Takes a second view of itself in, with what lies below it; the view's owner still lists it.
  void absorb(TraceSpan twin) {
    List<TraceSpan> below = List.copyOf(twin.steps);
    twin.steps.clear();
    twin.becomeLayerOf(this);
    below.forEach(step -> step.ownedBy(this));
    sortSteps();
  }

  void becomeStep() {
    contracted = false;
  }

  public void become(StepKind otherKind, @Nullable String name) {
    kind = otherKind;
    agentName = name;
    settle();
  }

  @Override
  public String toString() {
    return name() + " " + SpanId.toHex(id);
  }
}

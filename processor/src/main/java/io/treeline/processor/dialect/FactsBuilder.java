package io.treeline.processor.dialect;

import io.treeline.model.StepKind;
import io.treeline.model.TokenUsage;
import io.treeline.processor.dialect.Alias.Origin;
import io.treeline.processor.dialect.GroupReader.Group;
import io.treeline.processor.dialect.KindRung.Verdict;
import io.treeline.processor.facts.Field;
import io.treeline.processor.facts.Fields;
import io.treeline.processor.facts.Output;
import io.treeline.processor.facts.SentScore;
import io.treeline.processor.facts.TokenBasis;
import io.treeline.processor.wire.AnyValueCursor;
import io.treeline.processor.wire.JsonCursor;
import io.treeline.processor.wire.Texts;
import io.treeline.processor.wire.ValueCursor.Token;
import io.treeline.processor.wire.Values;
import io.treeline.processor.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Turns the attributes of one span or log record into canonical facts, step by step: attributes
/// are noted, the kind is decided, fields are filled, usage, output and finish follow.
///
/// Reused from item to item; owned by one thread.
final class FactsBuilder {
  private static final String STOP = "stop";
  private static final String TOOL_CALL = "tool_call";

  private final Lexicon lexicon;
  private final Values values;
  private final Evidence evidence;
  private final Candidates candidates;
  private final OutputFinder outputs;
  private final MetadataReader metadata;
  private final ScoreReader scores;
  private final JsonCursor json;
  private final AnyValueCursor anyValue;
  private final Wire keyValue = new Wire();
  private final JsonPaths.Sink sink = this::offerFound;
  private byte[] bytes = new byte[0];
  private Group group = new Group("", 0, List.of());
  private StepKind kind = StepKind.UNKNOWN;
  private Origin origin = Origin.SPAN;
  private boolean isRoot;

  FactsBuilder(Lexicon lexicon, Texts texts) {
    this.lexicon = lexicon;
    this.values = new Values(texts);
    this.evidence = new Evidence(lexicon, values);
    this.candidates = new Candidates(values, lexicon);
    this.outputs = new OutputFinder(lexicon, values, texts);
    this.metadata = new MetadataReader(lexicon, values, texts);
    this.scores = new ScoreReader(lexicon, values, texts);
    this.json = new JsonCursor(texts);
    this.anyValue = new AnyValueCursor(texts);
  }

  void begin(byte[] payload, Group itsGroup) {
    bytes = payload;
    group = itsGroup;
    evidence.clear(itsGroup.dialects());
    candidates.clear();
    outputs.clear();
    scores.clear();
  }

  /// Takes note of an encoded KeyValue.
  void attribute(Origin from, int start, int end) {
    evidence.add(from, keyValue, bytes, start, end);
  }

  Evidence evidence() {
    return evidence;
  }

  OutputFinder outputs() {
    return outputs;
  }

  /// Takes note of an event that is a score.
  void scoreEvent(int from, int to) {
    scores.addEvent(bytes, from, to);
  }

  List<SentScore> scores() {
    return scores.read(evidence, bytes);
  }

  Candidates candidates() {
    return candidates;
  }

  /// Decides what a span is, by the kind ladder and by what names it.
  StepKind resolveSpan(String name, int otelKind, boolean root) {
    isRoot = root;
    Verdict verdict = evidence.verdict(name);
    if (verdict == null) {
      fill(Evidence.kindWithout(otelKind), name);
      return kind;
    }
    boolean isTool =
        verdict.needsName()
            && evidence.saw(Evidence.TOOL_NAME)
            && !evidence.saw(Evidence.AGENT_NAME);
    fill(isTool ? StepKind.TOOL : verdict.kind(), name);
    kind = named(verdict, name, root);
    return kind;
  }

  /// An agent must be named as one; a step that bears the name of its agent is that agent.
  private StepKind named(Verdict verdict, String name, boolean root) {
    String agent = candidates.text(Field.AGENT_NAME);
    boolean worksFor = candidates.isWorksFor(Field.AGENT_NAME);
    if (kind == StepKind.AGENT && verdict.needsName()) {
      return agent != null && (!worksFor || agent.equals(name)) ? kind : StepKind.WORKFLOW;
    }
    if (kind == StepKind.STEP || kind == StepKind.WORKFLOW) {
      if (worksFor && name.equals(agent)) {
        return StepKind.AGENT;
      }
      return verdict.workflowAtRoot() && root ? StepKind.WORKFLOW : kind;
    }
    return kind;
  }

  /// Fills the fields as far as they hold for that kind of step.
  void fill(StepKind itsKind, String name) {
    kind = itsKind;
    for (Group.ResourceValue value : group.resource()) {
      offer(value.alias(), Origin.RESOURCE, value.value());
    }
    for (int i = 0; i < evidence.size(); i++) {
      offerAll(i);
    }
    for (Lexicon.NameAlias named : lexicon.nameAliases) {
      boolean mayName = applies(named.alias()) && !(named.below() && isRoot);
      String captured = mayName ? named.pattern().capture(name) : null;
      if (captured != null) {
        candidates.offer(named.alias(), Origin.SPAN, captured);
      }
    }
  }

  private void offerAll(int i) {
    KeyRule rule = evidence.rule(i);
    origin = evidence.origin(i);
    int from = evidence.valueFrom(i);
    int to = evidence.valueTo(i);
    List<Alias> aliases = rule.aliases;
    for (int at = 0; at < aliases.size(); at++) { // an iterator for each attribute would cost
      if (applies(aliases.get(at))) {
        candidates.offer(aliases.get(at), origin, bytes, from, to);
      }
    }
    JsonPaths paths = rule.json;
    if (paths != null && paths.concern(kind)) {
      walk(paths, from, to);
    }
  }

  private void walk(JsonPaths paths, int from, int to) {
    if (!values.isString(bytes, from, to)) {
      AnyValueCursor cursor = anyValue.over(bytes, from, to);
      paths.walk(cursor, cursor.next(), sink);
    } else if (values.start() < values.end()) {
      JsonCursor cursor = json.over(bytes, values.start(), values.end());
      Token token = cursor.next();
      String quoted = token == Token.STRING ? cursor.text() : "";
      if (quoted.startsWith("{") || quoted.startsWith("[")) { // encoded twice
        byte[] inner = quoted.getBytes(StandardCharsets.UTF_8);
        token = cursor.over(inner, 0, inner.length).next();
      }
      paths.walk(cursor, token, sink);
    }
  }

  private void offerFound(Alias alias, String value) {
    offer(alias, origin, value);
  }

  private void offer(Alias alias, Origin from, String value) {
    if (applies(alias)) {
      candidates.offer(alias, from, value);
    }
  }

  private boolean applies(Alias alias) {
    return alias.applies(kind, evidence.dialects());
  }

  TokenUsage usage() {
    TokenUsage usage = rules().usage();
    resolveCost(usage);
    return usage;
  }

  TokenBasis inputBasis() {
    return rules().inputBasis();
  }

  TokenBasis outputBasis() {
    return rules().outputBasis();
  }

  private UsageRules rules() {
    long dialects = evidence.dialects();
    return new UsageRules(
        candidates, lexicon.isInputExclusive(dialects), lexicon.isCachedInTotal(dialects));
  }

  private void resolveCost(TokenUsage usage) {
    long parts =
        TokenUsage.add(
            candidates.count(Field.REPORTED_INPUT_NANO_USD),
            candidates.count(Field.REPORTED_OUTPUT_NANO_USD));
    if (!candidates.has(Field.REPORTED_NANO_USD) && parts >= 0) {
      candidates.set(Field.REPORTED_NANO_USD, parts, "sum of reported parts");
    }
    boolean isFreeOfCharge = candidates.count(Field.REPORTED_NANO_USD) == 0;
    if (isFreeOfCharge && usage.total() > 0) { // a client that does not know the price says 0
      candidates.remove(Field.REPORTED_NANO_USD);
    }
  }

  /// Turns the moment of the first token into the wait for it.
  void resolveFirstToken(long startUnixNanos) {
    long wait = candidates.count(Field.FIRST_TOKEN_UNIX_NANOS) - startUnixNanos;
    boolean isWait = candidates.has(Field.FIRST_TOKEN_UNIX_NANOS) && wait >= 0;
    if (isWait && !candidates.has(Field.TIME_TO_FIRST_TOKEN_NANOS)) {
      candidates.set(Field.TIME_TO_FIRST_TOKEN_NANOS, wait, "moment of the first token");
    }
    candidates.remove(Field.FIRST_TOKEN_UNIX_NANOS);
  }

  /// What came out of the step; a tool's result becomes a field instead.
  Output output(StepKind itsKind) {
    Output output = outputs.find(evidence, itsKind, bytes);
    if (itsKind != StepKind.TOOL) {
      return output;
    }
    String result = output.text();
    if (result != null && !candidates.has(Field.TOOL_RESULT)) {
      candidates.set(Field.TOOL_RESULT, result, "span event");
    }
    return Output.NONE;
  }

  /// The canonical finish reason. Clients that say "stop" for a turn that asks for tools are many.
  @Nullable String finish(StepKind itsKind, Output output) {
    String finish = sentFinish();
    boolean asksForTools = itsKind == StepKind.LLM && !output.toolDecisions().isEmpty();
    return asksForTools && (finish == null || finish.equals(STOP)) ? TOOL_CALL : finish;
  }

  private @Nullable String sentFinish() {
    for (String raw : candidates.list(Field.FINISH_REASONS)) {
      String finish = lexicon.finishReason(raw);
      if (finish != null) {
        return finish;
      }
    }
    String beside = outputs.finish();
    return beside == null ? null : lexicon.finishReason(beside);
  }

  /// Names the agent that a hand-off tool passes control to, from its arguments.
  void resolveHandoff() {
    String tool = candidates.text(Field.TOOL_NAME);
    String argument = tool == null ? null : lexicon.handoffArgument(tool);
    String arguments = candidates.text(Field.TOOL_ARGUMENTS);
    if (argument != null && arguments != null) {
      String target = metadata.member(arguments, argument);
      if (target != null) {
        candidates.set(Field.HANDOFF_TO, target, "tool argument " + argument);
      }
    }
  }

  Map<String, String> metadata() {
    return metadata.read(evidence, bytes);
  }

  List<String> dialects() {
    return lexicon.names(evidence.dialects());
  }

  Fields fields() {
    return candidates.build();
  }
}

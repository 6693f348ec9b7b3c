package io.treeline.processor.tree;

import io.treeline.model.RunContext;
import io.treeline.model.SpanId;
import io.treeline.model.StepKind;
import io.treeline.model.TraceId;
import io.treeline.processor.facts.Field;
import io.treeline.processor.facts.SpanFacts;
import io.treeline.processor.facts.SpanLink;
import io.treeline.processor.trace.RunSpans;
import io.treeline.processor.trace.TraceSpan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Finds out whom a run belongs to.
///
/// A value is the root's own, else that of the nearest span above it, else the one that all spans
/// of the outermost agents that have any agree on, else the resource's. Ids on agents further in
/// decide only when nothing further out speaks: some SDKs make one up for every agent. Values on
/// infrastructure spans (a browser's `session.id`) mean something else and are not looked at.
///
/// A run without a session whose root continues another trace by a link is in that trace's implicit
/// session.
final class RunContexts {
  private static final String RESOURCE = "resource ";

  private final RunSpans run;
  private final SortedMap<Integer, List<TraceSpan>> levels = new TreeMap<>();
  private boolean conflict;

  private RunContexts(RunSpans run) {
    this.run = run;
  }

  /// A run's context; `sessionConflict` when spans disagree on the session and none was chosen.
  record Resolved(RunContext context, boolean sessionConflict, RunScores.Resolved scores) {}

  private record Value(String text, String source) {}

  static Resolved resolve(TraceId traceId, RunSpans run) {
    RunContexts contexts = new RunContexts(run);
    contexts.sortByLevel();
    Value user = contexts.value(Field.USER_ID);
    Value environment = contexts.value(Field.ENVIRONMENT);
    contexts.conflict = false;
    Value named = contexts.value(Field.SESSION_ID);
    Value session = named == null ? implicit(traceId, run.root()) : named;
    RunScores.Resolved scores = RunScores.resolve(run);
    RunContext context =
        new RunContext(
            session.text,
            session.source,
            user == null ? null : user.text,
            contexts.tags(),
            contexts.metadata(),
            environment == null ? null : environment.text,
            contexts.distinct(Field.SERVICE_NAME),
            contexts.dialects(),
            scores.scores());
    return new Resolved(context, contexts.conflict, scores);
  }

  private static Value implicit(TraceId traceId, TraceSpan root) {
    SpanFacts facts = root.wireParentId() == SpanId.NONE ? root.facts() : null;
    TraceId continued =
        facts == null
            ? null
            : facts.links().stream()
                .map(SpanLink::traceId)
                .filter(linked -> !linked.equals(traceId))
                .min(Comparator.naturalOrder())
                .orElse(null);
    return continued == null
        ? new Value(traceId.toString(), RunContext.IMPLICIT)
        : new Value(continued.toString(), RunContext.IMPLICIT_BY_LINK);
  }

  /// Level 0 is the root and what it does itself, level 1 the agents it calls, and so on.
  private void sortByLevel() {
    Map<TraceSpan, Integer> levelOf = new HashMap<>();
    for (TraceSpan step : run.steps()) {
      TraceSpan owner = step.owner();
      int above = owner == null ? 0 : levelOf.getOrDefault(owner, 0);
      levelOf.put(step, step.isAgentic() && owner != null ? above + 1 : above);
    }
    for (TraceSpan span : run.spans()) {
      TraceSpan step = span.isContracted() ? span.owner() : span;
      if (span.kind() != StepKind.INFRA) {
        int level = step == null ? 0 : levelOf.getOrDefault(step, 0);
        levels.computeIfAbsent(level, l -> new ArrayList<>()).add(span);
      }
    }
  }

  private @Nullable Value value(Field field) {
    for (TraceSpan span = run.root(); span != null; span = span.parent()) {
      Value own = span.kind() == StepKind.INFRA ? null : spanValue(span, field);
      if (own != null) {
        return own;
      }
    }
    for (List<TraceSpan> level : levels.values()) {
      SequencedMap<String, Value> values = new LinkedHashMap<>();
      for (TraceSpan span : level) {
        Value value = spanValue(span, field);
        if (value != null) {
          values.merge(value.text, value, (a, b) -> a.source.compareTo(b.source) <= 0 ? a : b);
        }
      }
      if (values.size() == 1) {
        return values.firstEntry().getValue();
      }
      if (values.size() > 1) {
        conflict = true;
        break;
      }
    }
    return resourceValue(field);
  }

  private static @Nullable Value spanValue(TraceSpan span, Field field) {
    Value value = anyValue(span, field);
    return value == null || value.source.startsWith(RESOURCE) ? null : value;
  }

  private static @Nullable Value anyValue(TraceSpan span, Field field) {
    String text = span.fields().text(field);
    if (text == null || text.isBlank()) {
      return null;
    }
    String source = span.fields().source(field);
    return new Value(text, source == null ? "" : source);
  }

  private @Nullable Value resourceValue(Field field) {
    SortedMap<String, Value> values = new TreeMap<>();
    for (TraceSpan span : run.spans()) {
      Value value = anyValue(span, field);
      if (value != null && value.source.startsWith(RESOURCE)) {
        values.put(value.text, value);
      }
    }
    return values.size() == 1 ? values.get(values.firstKey()) : null;
  }

  private List<String> tags() {
    List<String> own = run.root().fields().list(Field.TAGS);
    if (!own.isEmpty()) {
      return own;
    }
    for (List<TraceSpan> level : levels.values()) {
      TreeSet<String> tags = new TreeSet<>();
      level.forEach(span -> tags.addAll(span.fields().list(Field.TAGS)));
      if (!tags.isEmpty()) {
        return List.copyOf(tags);
      }
    }
    return List.of();
  }

  private Map<String, String> metadata() {
    for (TraceSpan span = run.root(); span != null; span = span.parent()) {
      if (span.facts() != null && !span.facts().metadata().isEmpty()) {
        return span.facts().metadata();
      }
    }
    for (List<TraceSpan> level : levels.values()) {
      Map<String, String> agreed = agreedMetadata(level);
      if (!agreed.isEmpty()) {
        return agreed;
      }
    }
    return Map.of();
  }

  private static Map<String, String> agreedMetadata(List<TraceSpan> spans) {
    Map<String, String> agreed = new HashMap<>();
    Set<String> disputed = new HashSet<>();
    for (TraceSpan span : spans) {
      Map<String, String> own = span.facts() == null ? Map.of() : span.facts().metadata();
      own.forEach((key, value) -> {
        String other = agreed.putIfAbsent(key, value);
        if (other != null && !other.equals(value)) {
          disputed.add(key);
        }
      });
    }
    agreed.keySet().removeAll(disputed);
    return agreed;
  }

  private List<String> distinct(Field field) {
    TreeSet<String> values = new TreeSet<>();
    for (TraceSpan span : run.spans()) {
      Value value = anyValue(span, field);
      if (value != null) {
        values.add(value.text);
      }
    }
    return List.copyOf(values);
  }

  private List<String> dialects() {
    TreeSet<String> dialects = new TreeSet<>();
    for (TraceSpan span : run.spans()) {
      if (span.facts() != null && !span.isContracted()) {
        dialects.addAll(span.facts().dialects());
      }
    }
    return List.copyOf(dialects);
  }
}

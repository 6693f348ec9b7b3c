package io.treeline.processor.tree;

import io.treeline.model.Score;
import io.treeline.processor.facts.Field;
import io.treeline.processor.facts.SentScore;
import io.treeline.processor.trace.RunSpans;
import io.treeline.processor.trace.TraceSpan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The scores of a run: those of its spans and of the spans above it, each once.
///
/// A score that names a response is about the call which gave it, any other about its own span.
final class RunScores {
  private final RunSpans run;
  private final TreeMap<Score, Score> scores = new TreeMap<>(Score.ORDER);
  private final SortedSet<Long> unsound = new TreeSet<>(Long::compareUnsigned);
  private final SortedSet<Long> leftOut = new TreeSet<>(Long::compareUnsigned);
  private @Nullable Map<String, Long> calls;

  private RunScores(RunSpans run) {
    this.run = run;
  }

  /// A run's scores in order; `unsound` spans sent some that are no scores or have no finite value,
  /// `leftOut` spans more than a run carries.
  record Resolved(List<Score> scores, List<Long> unsound, List<Long> leftOut) {}

  static Resolved resolve(RunSpans run) {
    RunScores scores = new RunScores(run);
    run.spans().forEach(scores::add);
    for (TraceSpan span = run.root().parent(); span != null; span = span.parent()) {
      scores.add(span);
    }
    return new Resolved(
        List.copyOf(scores.scores.values()),
        List.copyOf(scores.unsound),
        List.copyOf(scores.leftOut));
  }

  private void add(TraceSpan span) {
    for (SentScore sent : span.scores()) {
      if (!sent.isSound()) {
        unsound.add(span.id());
      }
      String name = sent.name();
      Double value = sent.finiteValue();
      if (name != null && (value != null || sent.label() != null)) {
        add(
            new Score(
                name, value, sent.label(), sent.comment(), sent.source(), subject(sent, span)));
      }
    }
  }

  private void add(Score score) {
    scores.merge(score, score, (a, b) -> a.source().compareTo(b.source()) <= 0 ? a : b);
    if (scores.size() > Score.MAX_PER_RUN) {
      leftOut.add(scores.pollLastEntry().getKey().spanId());
    }
  }

  private long subject(SentScore sent, TraceSpan span) {
    String response = sent.responseId();
    return response == null ? span.id() : calls().getOrDefault(response, span.id());
  }

  /// The first step that shows each response.
  private Map<String, Long> calls() {
    Map<String, Long> known = calls;
    if (known == null) {
      known = new HashMap<>();
      for (TraceSpan step : run.steps()) {
        String response = step.fields().text(Field.RESPONSE_ID);
        if (response != null) {
          known.putIfAbsent(response, step.id());
        }
      }
      calls = known;
    }
    return known;
  }
}

package io.treeline.processor.dialect;

import io.treeline.model.StepKind;
import io.treeline.processor.dialect.KeyRule.OutputSource;
import io.treeline.processor.facts.Output;
import io.treeline.processor.wire.AnyValueCursor;
import io.treeline.processor.wire.Texts;
import io.treeline.processor.wire.Values;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds a span's output among the places its dialects put it, best place first.
///
/// The first rank that holds anything is the output; places of equal rank complete each other. Only
/// kinds that can answer are looked at: reading every chain step's state would cost most.
final class OutputFinder {
  private static final Set<StepKind> ANSWERING =
      EnumSet.of(StepKind.LLM, StepKind.AGENT, StepKind.WORKFLOW, StepKind.TOOL);

  private final Lexicon lexicon;
  private final Values values;
  private final Texts texts;
  private final OutputReader reader;
  private final AnyValueCursor anyValue;
  private final List<EventOutput> events = new ArrayList<>();
  private @Nullable String finish;

  private record EventOutput(int rank, int from, int to) {}

  OutputFinder(Lexicon lexicon, Values values, Texts texts) {
    this.lexicon = lexicon;
    this.values = values;
    this.texts = texts;
    this.reader = new OutputReader(texts);
    this.anyValue = new AnyValueCursor(texts);
  }

  void clear() {
    events.clear();
    finish = null;
  }

  /// Takes note of a span event that holds an output.
  void addEvent(int rank, int from, int to) {
    events.add(new EventOutput(rank, from, to));
  }

  /// The finish reason found beside the output, as sent; null when none was.
  @Nullable String finish() {
    return finish;
  }

  Output find(Evidence evidence, StepKind kind, byte[] bytes) {
    if (!ANSWERING.contains(kind)) {
      return Output.NONE;
    }
    for (int rank = nextRank(evidence, kind, -1);
        rank != Integer.MAX_VALUE;
        rank = nextRank(evidence, kind, rank)) {
      Output output = atRank(evidence, kind, bytes, rank);
      if (!output.isEmpty()) {
        return output;
      }
    }
    return Output.NONE;
  }

  private int nextRank(Evidence evidence, StepKind kind, int after) {
    int next = Integer.MAX_VALUE;
    for (int i = 0; i < evidence.size(); i++) {
      OutputSource source = evidence.rule(i).output;
      if (source.concerns(kind) && source.rank() > after) {
        next = Math.min(next, source.rank());
      }
    }
    for (EventOutput event : events) {
      if (event.rank() > after) {
        next = Math.min(next, event.rank());
      }
    }
    return next;
  }

  private Output atRank(Evidence evidence, StepKind kind, byte[] bytes, int rank) {
    Output output = Output.NONE;
    IndexedMessages indexed = null;
    for (int i = 0; i < evidence.size(); i++) {
      OutputSource source = evidence.rule(i).output;
      if (!source.concerns(kind) || source.rank() != rank) {
        continue;
      }
      if (source.indexed()) {
        indexed = indexed == null ? new IndexedMessages() : indexed;
        addIndexed(indexed, evidence, i, bytes);
      } else {
        output = output.orElse(read(bytes, evidence.valueFrom(i), evidence.valueTo(i)));
      }
    }
    for (EventOutput event : events) {
      if (event.rank() == rank) {
        output = readEvent(bytes, event).orElse(output);
      }
    }
    return indexed == null ? output : withIndexed(output, indexed);
  }

  private void addIndexed(IndexedMessages indexed, Evidence evidence, int i, byte[] bytes) {
    String value = values.text(bytes, evidence.valueFrom(i), evidence.valueTo(i));
    boolean cut = texts.wasCut();
    if (value != null) {
      int from = evidence.keyFrom(i) + evidence.rule(i).key().length;
      indexed.add(texts.text(bytes, from, evidence.keyTo(i)), value, cut);
    }
  }

  private Output withIndexed(Output output, IndexedMessages indexed) {
    if (finish == null) {
      finish = indexed.finish();
    }
    return clean(indexed.output()).orElse(output);
  }

  /// Reads the AnyValue of an attribute or a log record's body.
  Output read(byte[] bytes, int from, int to) {
    boolean string = values.isString(bytes, from, to);
    reader.clear();
    Output output =
        string
            ? reader.readText(bytes, values.start(), values.end())
            : reader.read(anyValue.over(bytes, from, to));
    keepFinish();
    return clean(output);
  }

  /// Event attributes have field number 3.
  private Output readEvent(byte[] bytes, EventOutput event) {
    reader.clear();
    Output output = reader.readObject(anyValue.overAttributes(bytes, event.from(), event.to(), 3));
    keepFinish();
    return clean(output);
  }

  private void keepFinish() {
    if (finish == null) {
      finish = reader.finish();
    }
  }

  /// Text that only says that it was taken out is no content.
  private Output clean(Output output) {
    String text = output.text();
    return text != null && lexicon.isRedacted(text)
        ? new Output(null, output.toolDecisions(), output.toolCallIds())
        : output;
  }
}

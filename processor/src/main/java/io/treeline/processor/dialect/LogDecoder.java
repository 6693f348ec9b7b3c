package io.treeline.processor.dialect;

import io.treeline.model.StepKind;
import io.treeline.model.TokenUsage;
import io.treeline.model.ingest.ChunkEntry;
import io.treeline.processor.dialect.Alias.Origin;
import io.treeline.processor.dialect.GroupReader.Group;
import io.treeline.processor.dialect.Lexicon.EventRule;
import io.treeline.processor.facts.Field;
import io.treeline.processor.facts.Fields;
import io.treeline.processor.facts.LogFacts;
import io.treeline.processor.facts.Output;
import io.treeline.processor.facts.SentScore;
import io.treeline.processor.wire.Texts;
import io.treeline.processor.wire.Values;
import io.treeline.processor.wire.Wire;
import java.util.List;

/// Decodes one log record that belongs to a span: its event name, fields and output.
///
/// Owned by one thread.
final class LogDecoder {
  /// Where instrumentations without the `event_name` field put it.
  private static final String EVENT_NAME_KEY = "event.name";

  private final Lexicon lexicon;
  private final Texts texts;
  private final Wire log = new Wire();
  private final Wire keyValue = new Wire();
  private final Values values;
  private final FactsBuilder facts;

  LogDecoder(Lexicon lexicon, Texts texts) {
    this.lexicon = lexicon;
    this.texts = texts;
    this.values = new Values(texts);
    this.facts = new FactsBuilder(lexicon, texts);
  }

  /// Field numbers of `opentelemetry.proto.logs.v1.LogRecord`: 5 body, 6 attributes, 12 event name.
  ///
  /// @throws MalformedException if the bytes are no log record
  LogFacts decode(byte[] payload, ChunkEntry entry, Group group) {
    facts.begin(payload, group);
    String eventName = "";
    int bodyFrom = 0;
    int bodyTo = 0;
    log.over(payload, entry.offset(), entry.offset() + entry.length());
    while (log.next()) {
      if (log.isRange()) {
        switch (log.field()) {
          case 5 -> {
            bodyFrom = log.start();
            bodyTo = log.end();
          }
          case 6 -> {
            facts.attribute(Origin.LOG, log.start(), log.end());
            eventName = eventName.isEmpty() ? eventName(payload) : eventName;
          }
          case 12 -> eventName = texts.text(payload, log.start(), log.end());
          default -> {}
        }
      }
    }
    return build(payload, entry, eventName, bodyFrom, bodyTo);
  }

  /// The event name when the attribute just read holds it, else "".
  private String eventName(byte[] payload) {
    String key = "";
    String value = null;
    keyValue.over(payload, log.start(), log.end());
    while (keyValue.next()) {
      if (keyValue.field() == 1 && keyValue.isRange()) {
        key = texts.text(payload, keyValue.start(), keyValue.end());
      } else if (keyValue.field() == 2 && key.equals(EVENT_NAME_KEY)) {
        value = values.text(payload, keyValue.start(), keyValue.end());
      }
    }
    return value == null ? "" : value;
  }

  private LogFacts build(byte[] payload, ChunkEntry entry, String name, int from, int to) {
    EventRule rule = lexicon.events.get(name);
    List<SentScore> scores = facts.scores();
    if (!scores.isEmpty()) {
      return new LogFacts(
          entry,
          name.isEmpty() ? null : name,
          Fields.NONE,
          TokenUsage.NONE,
          Output.NONE,
          null,
          scores);
    }
    facts.fill(StepKind.LLM, "");
    Output output = facts.output(StepKind.LLM);
    if (rule != null && rule.outputRank() >= 0 && from < to) {
      output = output.orElse(facts.outputs().read(payload, from, to));
    }
    String finish = facts.finish(StepKind.LLM, output);
    facts.candidates().remove(Field.SERVICE_NAME);
    return new LogFacts(
        entry,
        name.isEmpty() ? null : name,
        facts.fields(),
        facts.usage(),
        output,
        finish,
        List.of());
  }

  /// All that is known of a record whose bytes make no sense.
  static LogFacts undecodable(ChunkEntry entry) {
    return new LogFacts(entry, null, Fields.NONE, TokenUsage.NONE, Output.NONE, null, List.of());
  }
}

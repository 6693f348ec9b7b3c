package io.treeline.processor.dialect;

import io.treeline.model.StepKind;
import io.treeline.model.StepStatus;
import io.treeline.model.TokenUsage;
import io.treeline.model.TraceId;
import io.treeline.model.ingest.ChunkEntry;
import io.treeline.processor.dialect.Alias.Origin;
import io.treeline.processor.dialect.GroupReader.Group;
import io.treeline.processor.dialect.Lexicon.EventRule;
import io.treeline.processor.facts.Field;
import io.treeline.processor.facts.Fields;
import io.treeline.processor.facts.Output;
import io.treeline.processor.facts.SpanFacts;
import io.treeline.processor.facts.SpanLink;
import io.treeline.processor.facts.TokenBasis;
import io.treeline.processor.wire.Texts;
import io.treeline.processor.wire.Wire;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Decodes one span: walks its bytes once, then lets the tables name what was found.
///
/// Owned by one thread; its parts are reused from span to span, so an ordinary span costs little
/// more than the strings it is made of.
final class SpanDecoder {
  /// How many links of a span are looked at.
  private static final int MAX_LINKS = 256;

  private static final VarHandle ID =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final int STATUS_OK = 1;
  private static final int STATUS_ERROR = 2;

  private final Lexicon lexicon;
  private final Texts texts;
  private final Wire span = new Wire();
  private final Wire inner = new Wire();
  private final FactsBuilder facts;
  private final List<SpanLink> links = new ArrayList<>();
  private byte[] payload = new byte[0];
  private String name = "";
  private int otelKind;
  private int status;
  private String statusMessage = "";

  SpanDecoder(Lexicon lexicon, Texts texts) {
    this.lexicon = lexicon;
    this.texts = texts;
    this.facts = new FactsBuilder(lexicon, texts);
  }

  /// @throws MalformedException if the bytes are no span
  SpanFacts decode(byte[] itsPayload, ChunkEntry entry, Group group) {
    payload = itsPayload;
    name = "";
    otelKind = 0;
    status = 0;
    statusMessage = "";
    links.clear();
    facts.begin(payload, group);
    walk(entry);
    StepKind kind = facts.resolveSpan(name, otelKind, entry.parentSpanId() == 0);
    StepStatus outcome = status();
    resolveError(outcome);
    return build(entry, group, kind, outcome);
  }

  /// Field numbers of `opentelemetry.proto.trace.v1.Span`.
  private void walk(ChunkEntry entry) {
    span.over(payload, entry.offset(), entry.offset() + entry.length());
    while (span.next()) {
      if (span.isRange()) {
        switch (span.field()) {
          case 5 -> name = texts.text(payload, span.start(), span.end());
          case 9 -> facts.attribute(Origin.SPAN, span.start(), span.end());
          case 11 -> event(span.start(), span.end(), entry);
          case 13 -> link(span.start(), span.end());
          case 15 -> readStatus(span.start(), span.end());
          default -> {}
        }
      } else if (span.field() == 6) {
        otelKind = (int) span.value();
      }
    }
  }

  /// Field numbers of `Span.Event`: 1 time, 2 name, 3 attributes.
  private void event(int from, int to, ChunkEntry entry) {
    long time = 0;
    String eventName = "";
    inner.over(payload, from, to);
    while (inner.next()) {
      if (inner.field() == 1) {
        time = inner.value();
      } else if (inner.field() == 2 && inner.isRange()) {
        eventName = texts.text(payload, inner.start(), inner.end());
      }
    }
    EventRule rule = lexicon.events.get(eventName);
    if (rule != null) {
      apply(rule, from, to, time - entry.startUnixNanos());
    }
  }

  private void apply(EventRule rule, int from, int to, long sinceStart) {
    facts.evidence().addDialects(rule.dialects());
    if (rule.outputRank() >= 0) {
      facts.outputs().addEvent(rule.outputRank(), from, to);
    }
    if (rule.isScore()) {
      facts.scoreEvent(from, to);
    }
    for (Alias alias : rule.times()) {
      if (sinceStart > 0) {
        facts.candidates().offer(alias, Origin.EVENT, Long.toString(sinceStart));
      }
    }
    if (rule.isRead()) {
      inner.over(payload, from, to);
      while (inner.next()) {
        if (inner.field() == 3 && inner.isRange()) {
          facts.attribute(Origin.EVENT, inner.start(), inner.end());
        }
      }
    }
  }

  /// Field numbers of `Span.Link`: 1 trace id, 2 span id.
  private void link(int from, int to) {
    TraceId trace = null;
    long spanId = 0;
    inner.over(payload, from, to);
    while (inner.next()) {
      int length = inner.isRange() ? inner.end() - inner.start() : 0;
      if (inner.field() == 1 && length == 16) {
        trace = new TraceId(id(inner.start()), id(inner.start() + 8));
      } else if (inner.field() == 2 && length == 8) {
        spanId = id(inner.start());
      }
    }
    if (trace != null && spanId != 0 && links.size() < MAX_LINKS) {
      links.add(new SpanLink(trace, spanId));
    }
  }

  private long id(int at) {
    return (long) ID.get(payload, at);
  }

  /// Field numbers of `Status`: 2 message, 3 code.
  private void readStatus(int from, int to) {
    inner.over(payload, from, to);
    while (inner.next()) {
      if (inner.field() == 2 && inner.isRange()) {
        statusMessage = texts.text(payload, inner.start(), inner.end());
      } else if (inner.field() == 3) {
        status = (int) inner.value();
      }
    }
  }

  private StepStatus status() {
    if (status == STATUS_ERROR || facts.evidence().isFailed()) {
      return StepStatus.ERROR;
    }
    return status == STATUS_OK ? StepStatus.OK : StepStatus.UNSET;
  }

  /// Exceptions that a span recorded and got over are not its errors.
  private void resolveError(StepStatus outcome) {
    Candidates fields = facts.candidates();
    if (outcome != StepStatus.ERROR) {
      fields.remove(Field.ERROR_MESSAGE);
      fields.removeIfFrom(Origin.EVENT, Field.ERROR_TYPE);
    } else if (!statusMessage.isBlank()) {
      fields.set(Field.ERROR_MESSAGE, statusMessage, "span status");
    }
  }

  private SpanFacts build(ChunkEntry entry, Group group, StepKind kind, StepStatus outcome) {
    facts.resolveHandoff();
    facts.resolveFirstToken(entry.startUnixNanos());
    Output output = facts.output(kind);
    TokenUsage usage = facts.usage();
    Evidence evidence = facts.evidence();
    return new SpanFacts(
        entry,
        name,
        group.scopeName(),
        otelKind,
        outcome,
        kind,
        evidence.rule(),
        evidence.isPending(),
        evidence.isIgnored(),
        facts.dialects(),
        facts.fields(),
        usage,
        facts.finish(kind, output),
        output,
        facts.metadata(),
        List.copyOf(links),
        facts.scores());
  }

  TokenBasis inputBasis() {
    return facts.inputBasis();
  }

  TokenBasis outputBasis() {
    return facts.outputBasis();
  }

  /// All that is known of a span whose bytes make no sense.
  static SpanFacts undecodable(ChunkEntry entry) {
    return new SpanFacts(
        entry,
        "",
        "",
        0,
        StepStatus.UNSET,
        StepKind.UNKNOWN,
        "",
        false,
        false,
        List.of(),
        Fields.NONE,
        TokenUsage.NONE,
        null,
        Output.NONE,
        Map.of(),
        List.of(),
        List.of());
  }
}

package io.treeline.processor.dialect;

import io.treeline.model.ingest.Chunk;
import io.treeline.model.ingest.ChunkEntry;
import io.treeline.model.read.ChatMessage;
import io.treeline.model.read.SpanContent;
import io.treeline.processor.dialect.ItemView.Conversation;
import io.treeline.processor.facts.SpanFacts;
import io.treeline.processor.facts.SpanReading;
import io.treeline.processor.facts.SpanReading.Item;
import io.treeline.processor.wire.MalformedException;
import io.treeline.processor.wire.Texts;
import io.treeline.processor.wire.Wire;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/// Reads one span with its log records in full. Any thread.
final class SpanViews {
  private final Lexicon lexicon;

  SpanViews(Lexicon lexicon) {
    this.lexicon = lexicon;
  }

  SpanReading read(Item span, List<Item> logs) {
    ChunkDecoder decoder = new ChunkDecoder(lexicon, new LongAdder(), new LongAdder());
    SpanFacts facts = decoder.spans(only(span)).getFirst();
    ItemView view = new ItemView(lexicon, span.chunk().payload());
    SpanContent content = SpanContent.NONE;
    Map<Integer, List<ChatMessage>> inputs = new TreeMap<>();
    Map<Integer, List<ChatMessage>> outputs = new TreeMap<>();
    try {
      ItemView.Seen seen = view.span(span.entry(), facts.kind(), frame(view, span));
      content = seen.content();
      merge(seen.conversation(), inputs, outputs);
    } catch (MalformedException e) {
      // What makes no sense is shown as nothing; the stored bytes can still be exported.
    }
    List<SpanContent.Event> events = new ArrayList<>(content.events());
    logs.stream()
        .sorted(Comparator.comparingLong(log -> log.entry().startUnixNanos()))
        .forEach(log -> events.add(log(log, inputs, outputs)));
    return new SpanReading(
        facts,
        decoder.inputBasis(),
        decoder.outputBasis(),
        conversation(inputs, outputs),
        with(content, events));
  }

  private SpanContent.Event log(
      Item log, Map<Integer, List<ChatMessage>> inputs, Map<Integer, List<ChatMessage>> outputs) {
    ItemView view = new ItemView(lexicon, log.chunk().payload());
    try {
      SpanContent.Event event = view.log(log.entry());
      merge(view.conversation(), inputs, outputs);
      return event;
    } catch (MalformedException e) {
      return new SpanContent.Event("", 0, List.of());
    }
  }

  private static void merge(
      Conversation found,
      Map<Integer, List<ChatMessage>> inputs,
      Map<Integer, List<ChatMessage>> outputs) {
    found
        .inputs()
        .forEach((rank, messages) ->
            inputs.computeIfAbsent(rank, r -> new ArrayList<>()).addAll(messages));
    found
        .outputs()
        .forEach((rank, messages) ->
            outputs.computeIfAbsent(rank, r -> new ArrayList<>()).addAll(messages));
  }

  /// The messages of the best place: several places say the same in other words. What was given
  /// comes before what came out, instructions before all.
  private static List<ChatMessage> conversation(
      Map<Integer, List<ChatMessage>> inputs, Map<Integer, List<ChatMessage>> outputs) {
    List<ChatMessage> messages = new ArrayList<>();
    inputs.values().stream().findFirst().ifPresent(messages::addAll);
    messages.sort(Comparator.comparing(message -> !message.role().equals("system")));
    for (ChatMessage out : outputs.values().stream().findFirst().orElse(List.of())) {
      // A history that ends in the answer holds it already.
      if (messages.isEmpty() || !messages.getLast().parts().equals(out.parts())) {
        messages.add(out);
      }
    }
    return messages;
  }

  private static Chunk only(Item item) {
    Chunk chunk = item.chunk();
    return new Chunk(
        chunk.kind(),
        chunk.traceId(),
        chunk.payload(),
        List.of(item.entry()),
        chunk.arrivalUnixNanos(),
        chunk.transport(),
        chunk.digest());
  }

  private static SpanContent with(SpanContent content, List<SpanContent.Event> events) {
    return new SpanContent(
        content.name(),
        content.otelKind(),
        content.scopeName(),
        content.scopeVersion(),
        content.resource(),
        content.attributes(),
        events);
  }

  /// The resource and scope that an item stands under.
  private static SpanContent frame(ItemView view, Item item) {
    byte[] payload = item.chunk().payload();
    Wire top = new Wire().over(payload, 0, payload.length);
    while (top.next()) {
      if (top.field() == 1 && top.isRange() && holds(top, item.entry())) {
        return frame(view, item, top.start(), top.end());
      }
    }
    return SpanContent.NONE;
  }

  private static SpanContent frame(ItemView view, Item item, int from, int to) {
    byte[] payload = item.chunk().payload();
    List<SpanContent.RawValue> resource = List.of();
    String[] scope = {"", ""};
    Wire group = new Wire().over(payload, from, to);
    while (group.next()) {
      if (group.field() == 1 && group.isRange()) {
        resource = view.attributes(group.start(), group.end(), 1);
      } else if (group.field() == 2 && group.isRange() && holds(group, item.entry())) {
        scope = scope(payload, group.start(), group.end());
      }
    }
    return new SpanContent("", 0, scope[0], scope[1], resource, List.of(), List.of());
  }

  /// Name and version of a scope group's scope.
  private static String[] scope(byte[] payload, int from, int to) {
    Texts texts = new Texts(new LongAdder());
    String[] scope = {"", ""};
    Wire group = new Wire().over(payload, from, to);
    while (group.next()) {
      if (group.field() == 1 && group.isRange()) {
        Wire inner = new Wire().over(payload, group.start(), group.end());
        while (inner.next()) {
          if (inner.isRange() && (inner.field() == 1 || inner.field() == 2)) {
            scope[inner.field() - 1] = texts.text(payload, inner.start(), inner.end());
          }
        }
      }
    }
    return scope;
  }

  private static boolean holds(Wire range, ChunkEntry entry) {
    return range.start() <= entry.offset() && entry.offset() < range.end();
  }
}

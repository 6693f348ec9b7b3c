package io.treeline.processor.dialect;

import io.treeline.model.StepKind;
import io.treeline.model.ingest.ChunkEntry;
import io.treeline.model.read.ChatMessage;
import io.treeline.model.read.SpanContent;
import io.treeline.processor.dialect.KeyRule.OutputSource;
import io.treeline.processor.dialect.Lexicon.EventRule;
import io.treeline.processor.message.IndexedTree;
import io.treeline.processor.message.MessageParser;
import io.treeline.processor.message.TreeJson;
import io.treeline.processor.message.ValueTree;
import io.treeline.processor.wire.AnyValueCursor;
import io.treeline.processor.wire.Texts;
import io.treeline.processor.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Reads a single span or log record for people: its attributes as they are, and the conversation
/// that its dialects put there. Takes its time; one item, one thread.
final class ItemView {
  private static final String EVENT_NAME_KEY = "event.name";

  private final Lexicon lexicon;
  private final Texts texts = new Texts(new LongAdder());
  private final AnyValueCursor values = new AnyValueCursor(texts);
  private final byte[] payload;

  /// What of the conversation was found where, by rank.
  private final Map<Integer, List<ChatMessage>> inputs = new LinkedHashMap<>();

  private final Map<Integer, List<ChatMessage>> outputs = new LinkedHashMap<>();
  private final Map<Integer, IndexedTree> indexedInputs = new LinkedHashMap<>();
  private final Map<Integer, IndexedTree> indexedOutputs = new LinkedHashMap<>();

  /// An attribute: its key, its value.
  private record Attribute(String key, ValueTree.Parsed value) {}

  ItemView(Lexicon lexicon, byte[] payload) {
    this.lexicon = lexicon;
    this.payload = payload;
  }

  /// What was sent with a span, and the messages in it.
  record Seen(SpanContent content, Conversation conversation) {}

  /// Messages a step was given and messages it gave, each by the rank of the place.
  record Conversation(
      Map<Integer, List<ChatMessage>> inputs, Map<Integer, List<ChatMessage>> outputs) {}

  /// Field numbers of `Span`: 5 name, 6 kind, 9 attributes, 11 events.
  Seen span(ChunkEntry entry, StepKind kind, SpanContent frame) {
    String name = "";
    int otelKind = 0;
    List<Attribute> attributes = new ArrayList<>();
    List<SpanContent.Event> events = new ArrayList<>();
    Wire span = new Wire().over(payload, entry.offset(), entry.offset() + entry.length());
    while (span.next()) {
      switch (span.field()) {
        case 5 -> name = texts.text(payload, span.start(), span.end());
        case 6 -> otelKind = (int) span.value();
        case 9 -> attributes.add(attribute(span.start(), span.end()));
        case 11 -> events.add(event(span.start(), span.end()));
        default -> {}
      }
    }
    attributes.forEach(attribute -> read(attribute, kind));
    SpanContent content =
        new SpanContent(
            name,
            otelKind,
            frame.scopeName(),
            frame.scopeVersion(),
            frame.resource(),
            raw(attributes),
            events);
    return new Seen(content, conversation());
  }

  /// Field numbers of `LogRecord`: 1 time, 5 body, 6 attributes, 12 event name.
  SpanContent.Event log(ChunkEntry entry) {
    String name = "";
    long time = 0;
    ValueTree.Parsed body = null;
    List<Attribute> attributes = new ArrayList<>();
    Wire log = new Wire().over(payload, entry.offset(), entry.offset() + entry.length());
    while (log.next()) {
      switch (log.field()) {
        case 1 -> time = log.value();
        case 5 -> body = value(log.start(), log.end());
        case 6 -> attributes.add(attribute(log.start(), log.end()));
        case 12 -> name = texts.text(payload, log.start(), log.end());
        default -> {}
      }
    }
    for (Attribute attribute : attributes) {
      boolean isName = name.isEmpty() && attribute.key.equals(EVENT_NAME_KEY);
      if (isName && attribute.value.value() instanceof ValueTree.Text(String text)) {
        name = text;
      }
    }
    attributes.forEach(attribute -> read(attribute, StepKind.LLM));
    readEvent(name, body, attributes);
    List<SpanContent.RawValue> raw = new ArrayList<>(raw(attributes));
    if (body != null) {
      raw.add(new SpanContent.RawValue("body", TreeJson.of(body.value())));
    }
    return new SpanContent.Event(name, time, raw);
  }

  Conversation conversation() {
    indexedInputs.forEach((rank, tree) ->
        inputs.computeIfAbsent(rank, r -> new ArrayList<>()).addAll(messages(tree, "user")));
    indexedOutputs.forEach((rank, tree) ->
        outputs.computeIfAbsent(rank, r -> new ArrayList<>()).addAll(messages(tree, "assistant")));
    indexedInputs.clear();
    indexedOutputs.clear();
    return new Conversation(inputs, outputs);
  }

  private List<ChatMessage> messages(IndexedTree tree, String role) {
    return parse(new ValueTree.Parsed(tree.tree(), false), role);
  }

  private List<ChatMessage> parse(ValueTree.Parsed value, String role) {
    return MessageParser.parse(value, role, lexicon::isRedacted);
  }

  /// Field numbers of `Span.Event`: 1 time, 2 name, 3 attributes.
  private SpanContent.Event event(int from, int to) {
    String name = "";
    long time = 0;
    List<Attribute> attributes = new ArrayList<>();
    Wire event = new Wire().over(payload, from, to);
    while (event.next()) {
      switch (event.field()) {
        case 1 -> time = event.value();
        case 2 -> name = texts.text(payload, event.start(), event.end());
        case 3 -> attributes.add(attribute(event.start(), event.end()));
        default -> {}
      }
    }
    EventRule rule = lexicon.events.get(name);
    if (rule != null && rule.isRead()) {
      attributes.forEach(attribute -> read(attribute, StepKind.LLM));
    }
    readEvent(name, null, attributes);
    return new SpanContent.Event(name, time, raw(attributes));
  }

  /// An event or log record that is itself a message.
  private void readEvent(String name, ValueTree.@Nullable Parsed body, List<Attribute> attributes) {
    EventRule rule = lexicon.events.get(name);
    if (rule == null || rule.isRead()) {
      return;
    }
    ValueTree.Parsed value = body == null || isEmpty(body.value()) ? object(attributes) : body;
    if (rule.inputRank() >= 0) {
      add(inputs, rule.inputRank(), parse(value, roleOf(name)));
    }
    if (rule.outputRank() >= 0) {
      add(outputs, rule.outputRank(), parse(value, "assistant"));
    }
  }

  private static boolean isEmpty(ValueTree value) {
    return value instanceof ValueTree.Nothing
        || value instanceof ValueTree.Text(String text) && text.isBlank();
  }

  /// The speaker that an event's name means: `gen_ai.tool.message` is a tool's.
  private static String roleOf(String event) {
    String[] words = event.split("\\.", -1);
    boolean named = words.length == 3 && words[2].equals("message");
    return named ? MessageParser.role(words[1]) : "user";
  }

  private static ValueTree.Parsed object(List<Attribute> attributes) {
    Map<String, ValueTree> members = new LinkedHashMap<>();
    boolean cut = false;
    for (Attribute attribute : attributes) {
      String key = attribute.key.substring(attribute.key.lastIndexOf('.') + 1);
      members.put(key, attribute.value.value());
      cut |= attribute.value.cut();
    }
    return new ValueTree.Parsed(new ValueTree.Obj(members), cut);
  }

  private void read(Attribute attribute, StepKind kind) {
    byte[] key = attribute.key.getBytes(StandardCharsets.UTF_8);
    KeyRule rule = lexicon.keys.find(key, 0, key.length);
    if (rule == null) {
      return;
    }
    take(rule, rule.input, attribute, kind, inputs, indexedInputs, input(attribute.key));
    take(rule, rule.output, attribute, kind, outputs, indexedOutputs, "assistant");
  }

  private static String input(String key) {
    return key.contains("system") ? "system" : "user";
  }

  private void take(
      KeyRule rule,
      OutputSource source,
      Attribute attribute,
      StepKind kind,
      Map<Integer, List<ChatMessage>> into,
      Map<Integer, IndexedTree> indexed,
      String role) {
    if (!source.concerns(kind)) {
      return;
    }
    if (source.indexed()) {
      String text =
          attribute.value.value() instanceof ValueTree.Text(String value)
              ? value
              : TreeJson.of(attribute.value.value());
      String path = attribute.key.substring(rule.name().length());
      indexed.computeIfAbsent(source.rank(), r -> new IndexedTree()).add(path, text);
    } else {
      add(into, source.rank(), parse(parsed(attribute.value), role));
    }
  }

  /// JSON in a string, perhaps cut off, is read as such.
  private static ValueTree.Parsed parsed(ValueTree.Parsed value) {
    return value.value() instanceof ValueTree.Text(String text) ? ValueTree.parse(text) : value;
  }

  private static void add(
      Map<Integer, List<ChatMessage>> into, int rank, List<ChatMessage> messages) {
    if (!messages.isEmpty()) {
      into.computeIfAbsent(rank, r -> new ArrayList<>()).addAll(messages);
    }
  }

  private Attribute attribute(int from, int to) {
    String key = "";
    ValueTree.Parsed value = new ValueTree.Parsed(new ValueTree.Nothing(), false);
    Wire keyValue = new Wire().over(payload, from, to);
    while (keyValue.next()) {
      if (keyValue.field() == 1 && keyValue.isRange()) {
        key = texts.text(payload, keyValue.start(), keyValue.end());
      } else if (keyValue.field() == 2 && keyValue.isRange()) {
        value = value(keyValue.start(), keyValue.end());
      }
    }
    return new Attribute(key, value);
  }

  private ValueTree.Parsed value(int from, int to) {
    return ValueTree.read(values.over(payload, from, to));
  }

  private static List<SpanContent.RawValue> raw(List<Attribute> attributes) {
    return attributes.stream()
        .map(a -> new SpanContent.RawValue(a.key, TreeJson.of(a.value.value())))
        .toList();
  }

  /// Attributes of a resource or scope that the span stands under.
  List<SpanContent.RawValue> attributes(int from, int to, int field) {
    List<Attribute> attributes = new ArrayList<>();
    Wire message = new Wire().over(payload, from, to);
    while (message.next()) {
      if (message.field() == field && message.isRange()) {
        attributes.add(attribute(message.start(), message.end()));
      }
    }
    return raw(attributes);
  }
}

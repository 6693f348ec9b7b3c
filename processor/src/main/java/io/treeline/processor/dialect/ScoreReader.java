package io.treeline.processor.dialect;

import io.treeline.model.Score;
import io.treeline.processor.dialect.Alias.Origin;
import io.treeline.processor.dialect.ScoreKey.Part;
import io.treeline.processor.facts.SentScore;
import io.treeline.processor.wire.Texts;
import io.treeline.processor.wire.Values;
import io.treeline.processor.wire.Wire;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Collects the scores that a span, its events or a log record carry. An event is one score, and so
/// are attributes of one group. Owned by one thread.
final class ScoreReader {
  /// One more than a run carries, which shows that some were left out.
  private static final int MAX_SCORES = Score.MAX_PER_RUN + 1;

  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?|NaN|[+-]?Infinity");

  private final Lexicon lexicon;
  private final Values values;
  private final Texts texts;
  private final Wire event = new Wire();
  private final Wire keyValue = new Wire();
  private final Set<SentScore> found = new LinkedHashSet<>();

  /// The parts of one score, as they come.
  private final class Draft {
    private final Map<Part, String> parts = new EnumMap<>(Part.class);
    private String source = "";

    void put(Part part, @Nullable String text, Origin origin, String key) {
      if (text == null || text.isBlank() || lexicon.isRedacted(text)) {
        return;
      }
      if (parts.putIfAbsent(part, cut(text.strip())) == null && part == Part.NAME) {
        source = origin.of(key);
      }
    }

    SentScore score() {
      String value = parts.get(Part.VALUE);
      boolean isNumber = value != null && NUMBER.matcher(value).matches();
      String words = isNumber ? null : value; // a category where others send a number
      return new SentScore(
          parts.get(Part.NAME),
          value != null && isNumber ? Double.valueOf(value) : null,
          parts.getOrDefault(Part.LABEL, words),
          parts.get(Part.COMMENT),
          parts.getOrDefault(Part.SOURCE, source),
          parts.get(Part.RESPONSE));
    }
  }

  ScoreReader(Lexicon lexicon, Values values, Texts texts) {
    this.lexicon = lexicon;
    this.values = values;
    this.texts = texts;
  }

  void clear() {
    found.clear();
  }

  /// Adds a `Span.Event` that is a score; its attributes are field 3.
  void addEvent(byte[] bytes, int from, int to) {
    Draft draft = new Draft();
    event.over(bytes, from, to);
    while (event.next()) {
      if (event.field() == 3 && event.isRange()) {
        addAttribute(draft, bytes);
      }
    }
    add(draft);
  }

  private void addAttribute(Draft draft, byte[] bytes) {
    KeyRule rule = null;
    keyValue.over(bytes, event.start(), event.end());
    while (keyValue.next()) {
      if (keyValue.field() == 1 && keyValue.isRange()) {
        rule = lexicon.keys.find(bytes, keyValue.start(), keyValue.end());
      } else if (keyValue.field() == 2 && keyValue.isRange() && rule != null && !rule.isPrefix()) {
        for (ScoreKey key : rule.scores) {
          String text = values.text(bytes, keyValue.start(), keyValue.end());
          draft.put(key.part(), text, Origin.EVENT, rule.name());
        }
      }
    }
  }

  /// The scores of the events added and of the attributes.
  List<SentScore> read(Evidence evidence, byte[] bytes) {
    if (evidence.saw(Evidence.SCORE)) {
      Map<String, Draft> drafts = new TreeMap<>();
      for (int i = 0; i < evidence.size(); i++) {
        for (ScoreKey key : evidence.rule(i).scores) {
          addPart(drafts, key, evidence, i, bytes);
        }
      }
      drafts.values().forEach(this::add);
    }
    return found.isEmpty() ? List.of() : List.copyOf(found);
  }

  private void addPart(
      Map<String, Draft> drafts, ScoreKey key, Evidence evidence, int i, byte[] bytes) {
    KeyRule rule = evidence.rule(i);
    String name = rule.name();
    String group = key.group();
    if (rule.isPrefix()) {
      name = texts.text(bytes, evidence.keyFrom(i), evidence.keyTo(i));
      int end = name.length() - key.suffix().length();
      String index = name.endsWith(key.suffix()) ? name.substring(rule.name().length(), end) : "";
      if (!isIndex(index)) {
        return;
      }
      group += index;
    }
    String text = values.text(bytes, evidence.valueFrom(i), evidence.valueTo(i));
    drafts.computeIfAbsent(group, g -> new Draft()).put(key.part(), text, evidence.origin(i), name);
  }

  private static boolean isIndex(String text) {
    return !text.isEmpty()
        && text.length() <= 3
        && text.chars().allMatch(c -> c >= '0' && c <= '9')
        && Integer.parseInt(text) < MAX_SCORES;
  }

  private void add(Draft draft) {
    if (found.size() < MAX_SCORES) {
      found.add(draft.score());
    }
  }

  private static String cut(String text) {
    if (text.length() <= Score.MAX_TEXT_CHARS) {
      return text;
    }
    int end = Score.MAX_TEXT_CHARS;
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
  }
}

package io.treeline.processor.dialect;

import io.treeline.model.StepKind;
import io.treeline.processor.dialect.KindRung.Verdict;
import io.treeline.processor.dialect.Lexicon.EventRule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads dialect tables (`docs/dialects.md` describes the format) into a [LexiconBuilder].
///
/// A bad entry is a problem that names its file and line; reading goes on, so that all problems are
/// listed at once.
final class TableReader {
  private final LexiconBuilder builder;
  private final List<String> problems = new ArrayList<>();
  private @Nullable KindBlock block;
  private String table = "";

  /// A `kind` entry whose indented lines are being read.
  private record KindBlock(
      int rung, @Nullable String key, long dialects, Map<String, Verdict> values) {}

  TableReader(LexiconBuilder builder) {
    this.builder = builder;
  }

  List<String> problems() {
    return problems;
  }

  void read(String file, List<String> lines) {
    builder.leaveDialect();
    table = file;
    for (int i = 0; i < lines.size(); i++) {
      try {
        read(TableLine.of(lines.get(i)));
      } catch (IllegalArgumentException e) {
        problems.add(file + ":" + (i + 1) + ": " + e.getMessage());
      }
    }
    closeBlock();
  }

  private void read(TableLine line) {
    if (line.isEmpty()) {
      return;
    }
    if (line.isIndented()) {
      readKindValues(line);
    } else {
      closeBlock();
      readEntry(line.take("an entry"), line);
    }
    line.end();
  }

  private void readEntry(String entry, TableLine line) {
    switch (entry) {
      case "dialect" -> readDialect(line);
      case "recognise" -> readRecognise(line);
      case "kind" -> openBlock(line);
      case "field" -> readField(line);
      case "output" -> readOutput(line);
      case "input" -> readInput(line);
      case "event" -> readEvent(line);
      case "messages" -> line.takeRest("a key").forEach(builder::messages);
      case "metadata" -> line.takeRest("a key").forEach(builder::metadata);
      case "score" -> builder.score(ScoreKey.Part.of(line.take("a part")), line.take("a key"));
      case "noise" -> line.takeRest("a key").forEach(builder::noise);
      case "ignore" -> readIgnore(line);
      case "error" -> readError(line);
      case "pending" -> builder.pending(line.take("a key"), line.take("a value"));
      case "placeholder" -> line.takeRest("a value").forEach(builder::placeholder);
      case "redacted" -> line.takeRest("a value").forEach(builder::redacted);
      case "finish" -> readFinish(line);
      case "provider" -> readProvider(line);
      case "framework" -> line.takeRest("a name").forEach(builder::framework);
      case "handoff" -> builder.handoff(line.take("a tool"), line.take("an argument"));
      case "exclusive_input" -> builder.exclusiveInput();
      case "cached_in_total" -> builder.cachedInTotal();
      default -> throw new IllegalArgumentException("unknown entry: " + entry);
    }
  }

  private void readDialect(TableLine line) {
    String name = line.take("a name");
    builder.enterDialect(name, String.join(" ", line.takeRest("a description")), table);
  }

  private void readRecognise(TableLine line) {
    String by = line.take("key or scope");
    switch (by) {
      case "key" -> line.takeRest("a key").forEach(builder::recogniseKey);
      case "scope" -> line.takeRest("a scope").forEach(builder::recogniseScope);
      default -> throw new IllegalArgumentException("expected key or scope, not " + by);
    }
  }

  private void openBlock(TableLine line) {
    int rung = line.takeNumber("the rung");
    String key = line.take("a key or name");
    block = new KindBlock(rung, key.equals("name") ? null : key, limit(line), new HashMap<>());
  }

  private void readKindValues(TableLine line) {
    KindBlock open = block;
    if (open == null) {
      throw new IllegalArgumentException("an indented line belongs below a kind entry");
    }
    List<String> values = new ArrayList<>();
    while (!line.takeIf("=")) {
      values.add(line.take("values = kind"));
    }
    Verdict verdict = verdict(line.take("a kind"));
    for (String value : values) {
      if (open.key() == null) {
        builder.nameRung(open.rung(), Glob.of(value), verdict, open.dialects());
      } else {
        open.values().put(value.toLowerCase(Locale.ROOT), verdict);
      }
    }
  }

  private void closeBlock() {
    KindBlock open = block;
    block = null;
    if (open != null && open.key() != null) {
      builder.rung(open.key(), open.rung(), open.values(), open.dialects());
    }
  }

  private static Verdict verdict(String word) {
    return switch (word) {
      case "chain" -> new Verdict(StepKind.STEP, false, true);
      case "agent_if_named" -> new Verdict(StepKind.AGENT, true, false);
      default -> new Verdict(AliasLine.kind(word), false, false);
    };
  }

  private void readField(TableLine line) {
    builder.field(AliasLine.of(line, builder));
  }

  private void readOutput(TableLine line) {
    int rank = line.takeNumber("the rank");
    String key = line.take("a key");
    int kinds = line.takeIf("when") ? AliasLine.kinds(line.take("kinds")) : Alias.ALL_KINDS;
    builder.output(key, rank, kinds);
  }

  private void readInput(TableLine line) {
    int rank = line.takeNumber("the rank");
    String key = line.take("a key");
    int kinds = line.takeIf("when") ? AliasLine.kinds(line.take("kinds")) : Alias.ALL_KINDS;
    builder.input(key, rank, kinds);
  }

  private void readEvent(TableLine line) {
    String name = line.take("an event");
    if (line.takeIf("score")) {
      builder.scoreEvent(name);
      return;
    }
    boolean read = line.takeIf("read");
    int output = line.takeIf("output") ? line.takeNumber("the rank") : EventRule.NO_RANK;
    int input = line.takeIf("input") ? line.takeNumber("the rank") : EventRule.NO_RANK;
    if (!read && output < 0 && input < 0) {
      throw new IllegalArgumentException("expected score, read, output or input");
    }
    builder.event(name, read, output, input);
  }

  private void readIgnore(TableLine line) {
    String key = line.take("a key");
    line.takeRest("a value").forEach(value -> builder.ignore(key, value));
  }

  private void readError(TableLine line) {
    String key = line.take("a key");
    String value = line.take("a value");
    builder.error(key, value, limit(line));
  }

  /// The dialect after `from`, when an entry is limited to one.
  private long limit(TableLine line) {
    return line.takeIf("from") ? builder.dialect(line.take("a dialect")) : Alias.ANY_DIALECT;
  }

  private void readFinish(TableLine line) {
    String reason = line.take("a reason");
    line.takeRest("a value").forEach(raw -> builder.finish(raw, reason));
  }

  private void readProvider(TableLine line) {
    String provider = line.take("a provider");
    line.takeRest("a value").forEach(raw -> builder.provider(raw, provider));
  }
}

package io.treeline.processor.dialect;

import io.treeline.model.StepKind;
import io.treeline.processor.dialect.Alias.Origin;
import io.treeline.processor.dialect.KindRung.Verdict;
import io.treeline.processor.wire.Values;
import io.treeline.processor.wire.Wire;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the attributes of one span are, before their values matter: dialects, kind, and where the
/// attributes lie that tables know. Reused from span to span; owned by one thread.
final class Evidence {
  /// Bits of what a key's mere presence shows.
  static final int MODEL = 1;

  static final int USAGE = 2;
  static final int MESSAGES = 4;
  static final int TOOL_NAME = 8;
  static final int AGENT_NAME = 16;
  static final int SCORE = 32;

  /// Rung 20 of the ladder: a model with usage or messages is an LLM call.
  private static final int MODEL_RUNG = Alias.order(20, 0);

  private static final String MODEL_RULE = "rung 20: a model with usage or messages";

  private static final Verdict LLM = new Verdict(StepKind.LLM, false, false);

  private final Lexicon lexicon;
  private final Values values;
  private KeyRule[] rules = new KeyRule[64];
  private Origin[] origins = new Origin[64];
  private int[] ranges = new int[64 * 4];
  private int size;
  private long dialects;
  private int seen;
  private @Nullable Verdict best;
  private String bestRule = "";
  private int bestOrder;

  /// Verdicts of rungs that count only if the span turns out to speak their dialect.
  private final List<Conditional> conditional = new ArrayList<>();

  private boolean ignored;
  private boolean pending;
  private boolean failed;
  private long failedDialects;

  private record Conditional(KindRung rung, Verdict verdict) {}

  Evidence(Lexicon lexicon, Values values) {
    this.lexicon = lexicon;
    this.values = values;
  }

  /// What an alias' key shows by being there.
  static int of(Alias alias) {
    if (alias.dialects() != Alias.ANY_DIALECT) {
      return 0;
    }
    boolean always = alias.kinds() == Alias.ALL_KINDS;
    return switch (alias.field()) {
      case REQUEST_MODEL, RESPONSE_MODEL -> always ? MODEL : 0;
      case INPUT_TOKENS, OUTPUT_TOKENS, TOTAL_TOKENS -> always ? USAGE : 0;
      case TOOL_NAME -> always ? TOOL_NAME : 0;
      case AGENT_NAME -> alias.isWorksFor() ? 0 : AGENT_NAME;
      default -> 0;
    };
  }

  void clear(long scopeDialects) {
    size = 0;
    dialects = scopeDialects;
    seen = 0;
    best = null;
    bestRule = "";
    bestOrder = Integer.MAX_VALUE;
    conditional.clear();
    ignored = false;
    pending = false;
    failed = false;
    failedDialects = 0;
  }

  /// Takes note of an attribute, given as an encoded KeyValue.
  void add(Origin origin, Wire wire, byte[] bytes, int from, int to) {
    int keyFrom = from;
    int keyTo = from;
    int valueFrom = from;
    int valueTo = from;
    wire.over(bytes, from, to);
    while (wire.next()) {
      if (wire.field() == 1 && wire.isRange()) {
        keyFrom = wire.start();
        keyTo = wire.end();
      } else if (wire.field() == 2 && wire.isRange()) {
        valueFrom = wire.start();
        valueTo = wire.end();
      }
    }
    KeyRule rule = lexicon.keys.find(bytes, keyFrom, keyTo);
    if (rule != null) {
      dialects |= rule.dialects;
      seen |= rule.evidence;
      judge(rule, bytes, valueFrom, valueTo);
      if (rule.isRecorded()) {
        record(rule, origin, keyFrom, keyTo, valueFrom, valueTo);
      }
    }
  }

  private void judge(KeyRule rule, byte[] bytes, int from, int to) {
    if (rule.isJudged()) {
      String value = values.text(bytes, from, to);
      if (value != null) {
        judge(rule, value);
      }
    }
  }

  private void judge(KeyRule rule, String value) {
    for (KindRung rung : rule.rungs) {
      Verdict verdict = rung.order() < bestOrder ? rung.verdict(value) : null;
      if (verdict != null && rung.dialects() != Alias.ANY_DIALECT) {
        conditional.add(new Conditional(rung, verdict));
      } else if (verdict != null) {
        decide(verdict, rung.order(), rung.rule());
      }
    }
    ignored |= rule.ignoredValues.contains(value);
    pending |= value.equals(rule.pendingValue);
    if (value.equals(rule.errorValue)) {
      failed |= rule.failsAnyDialect;
      failedDialects |= rule.errorDialects;
    }
  }

  private void decide(Verdict verdict, int order, String rule) {
    if (order < bestOrder) {
      best = verdict;
      bestRule = rule;
      bestOrder = order;
    }
  }

  private void record(KeyRule rule, Origin origin, int kFrom, int kTo, int vFrom, int vTo) {
    if (size == rules.length) {
      rules = Arrays.copyOf(rules, size * 2);
      origins = Arrays.copyOf(origins, size * 2);
      ranges = Arrays.copyOf(ranges, size * 8);
    }
    rules[size] = rule;
    origins[size] = origin;
    ranges[size * 4] = kFrom;
    ranges[size * 4 + 1] = kTo;
    ranges[size * 4 + 2] = vFrom;
    ranges[size * 4 + 3] = vTo;
    size++;
  }

  void addDialects(long more) {
    dialects |= more;
  }

  /// What the ladder says; null when no rung has a verdict.
  @Nullable Verdict verdict(String name) {
    for (Conditional candidate : conditional) {
      if ((candidate.rung.dialects() & dialects) != 0) {
        decide(candidate.verdict, candidate.rung.order(), candidate.rung.rule());
      }
    }
    for (KindRung.OfName rung : lexicon.nameRungs) {
      boolean mayCount = rung.dialects() == 0 || (rung.dialects() & dialects) != 0;
      if (mayCount && rung.order() < bestOrder && rung.pattern().matches(name)) {
        decide(rung.verdict(), rung.order(), rung.rule());
      }
    }
    boolean isCall = (seen & MODEL) != 0 && (seen & (USAGE | MESSAGES)) != 0;
    if (isCall && bestOrder > MODEL_RUNG) {
      bestRule = MODEL_RULE;
      return LLM;
    }
    return best;
  }

  /// Which rung gave the verdict; empty when none did.
  String rule() {
    return bestRule;
  }

  /// The kind of a span without a verdict: plumbing when it talks to another process.
  static StepKind kindWithout(int otelKind) {
    return otelKind > 1 ? StepKind.INFRA : StepKind.UNKNOWN;
  }

  boolean saw(int evidence) {
    return (seen & evidence) != 0;
  }

  int size() {
    return size;
  }

  KeyRule rule(int i) {
    return rules[i];
  }

  Origin origin(int i) {
    return origins[i];
  }

  int keyFrom(int i) {
    return ranges[i * 4];
  }

  int keyTo(int i) {
    return ranges[i * 4 + 1];
  }

  int valueFrom(int i) {
    return ranges[i * 4 + 2];
  }

  int valueTo(int i) {
    return ranges[i * 4 + 3];
  }

  long dialects() {
    return dialects;
  }

  boolean isIgnored() {
    return ignored;
  }

  boolean isPending() {
    return pending;
  }

  boolean isFailed() {
    return failed || (failedDialects & dialects) != 0;
  }
}

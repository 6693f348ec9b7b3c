package io.treeline.processor.dialect;

import io.treeline.model.read.DialectInfo;
import io.treeline.processor.dialect.Alias.Origin;
import io.treeline.processor.dialect.KindRung.Verdict;
import io.treeline.processor.dialect.Lexicon.EventRule;
import io.treeline.processor.dialect.Lexicon.NameAlias;
import io.treeline.processor.dialect.Lexicon.ScopeRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Collects the entries of all dialect tables and compiles them into a [Lexicon].
///
/// Entries that are wrong throw IllegalArgumentException; [TableReader] adds file and line.
final class LexiconBuilder {
  private static final int MAX_DIALECTS = 63;
  private static final int RESOURCE_RANK = 5_000;
  private static final int NO_RANK = EventRule.NO_RANK;

  private final KeyRule.Book keys = new KeyRule.Book();
  private final KeyRule.Book resourceKeys = new KeyRule.Book();
  private final List<ScopeRule> scopes = new ArrayList<>();
  private final List<KindRung.OfName> nameRungs = new ArrayList<>();
  private final List<NameAlias> nameAliases = new ArrayList<>();
  private final Map<String, EventRule> events = new HashMap<>();
  private final List<Glob> placeholders = new ArrayList<>();
  private final List<Glob> redactions = new ArrayList<>();
  private final List<Glob> noise = new ArrayList<>();
  private final Map<String, String> finishReasons = new HashMap<>();
  private final Map<String, String> providers = new HashMap<>();
  private final List<Map.Entry<String, String>> providerPrefixes = new ArrayList<>();
  private final Set<String> frameworks = new HashSet<>();
  private final Map<String, String> handoffTools = new HashMap<>();
  private final List<String> dialects = new ArrayList<>();
  private final Map<String, Introduction> introductions = new HashMap<>();
  private String currentName = "";
  private long exclusiveInput;
  private long cachedInTotal;
  private long current;
  private long defined;
  private int sequence;

  /// What tables say of a dialect itself.
  private static final class Introduction {
    private final String description;
    private final String table;
    private final List<String> keys = new ArrayList<>();
    private final List<String> scopes = new ArrayList<>();

    Introduction(String description, String table) {
      this.description = description;
      this.table = table;
    }
  }

  /// The bit of a dialect, which a table may define later.
  long dialect(String name) {
    int index = dialects.indexOf(name);
    if (index < 0) {
      if (dialects.size() == MAX_DIALECTS) {
        throw new IllegalArgumentException("more than " + MAX_DIALECTS + " dialects");
      }
      dialects.add(name);
      index = dialects.size() - 1;
    }
    return 1L << index;
  }

  void enterDialect(String name, String description, String table) {
    current = dialect(name);
    defined |= current;
    introductions.computeIfAbsent(name, n -> new Introduction(description, table));
    currentName = name;
  }

  private DialectInfo info(String name) {
    Introduction introduction = introductions.getOrDefault(name, new Introduction("", ""));
    return new DialectInfo(
        name, introduction.description, introduction.table, introduction.keys, introduction.scopes);
  }

  /// What is wrong with the tables as a whole.
  List<String> problems() {
    return dialects.stream()
        .filter(name -> (defined & dialect(name)) == 0)
        .map(name -> "no table has the dialect " + name)
        .toList();
  }

  void leaveDialect() {
    current = 0;
  }

  private long current() {
    if (current == 0) {
      throw new IllegalArgumentException("a dialect entry must come first");
    }
    return current;
  }

  private int order(int rank) {
    return Alias.order(rank, sequence++);
  }

  void recogniseKey(String pattern) {
    keys.of(checked(pattern)).dialects |= current();
    introduction().keys.add(pattern);
  }

  void recogniseScope(String pattern) {
    scopes.add(new ScopeRule(Glob.of(pattern), current()));
    introduction().scopes.add(pattern);
  }

  private Introduction introduction() {
    return introductions.computeIfAbsent(currentName, n -> new Introduction("", ""));
  }

  private static String checked(String pattern) {
    int star = pattern.indexOf('*');
    if (star >= 0 && (star != pattern.length() - 1 || star < KeyTable.MIN_PREFIX)) {
      throw new IllegalArgumentException(
          "a key may end in * after at least " + KeyTable.MIN_PREFIX + " characters: " + pattern);
    }
    return pattern;
  }

  void rung(String key, int rung, Map<String, Verdict> values, long from) {
    Map<String, Verdict> exact = new HashMap<>(values);
    Verdict any = exact.remove("*");
    String rule = "rung " + rung + ": " + Origin.SPAN.of(key);
    keys.of(checked(key)).rungs.add(new KindRung(order(rung), Map.copyOf(exact), any, from, rule));
  }

  void nameRung(int rung, Glob pattern, Verdict verdict, long dialects) {
    String rule = "rung " + rung + ": span name like " + pattern;
    nameRungs.add(new KindRung.OfName(order(rung), pattern, verdict, dialects, rule));
  }

  void field(AliasLine line) {
    switch (line.place()) {
      case ATTRIBUTE -> attribute(line);
      case RESOURCE -> resourceKeys.of(checked(line.key())).aliases.add(alias(line, RESOURCE_RANK));
      case NAME ->
          nameAliases.add(new NameAlias(Glob.of(line.key()), alias(line, 0), line.below()));
      case EVENT -> eventTime(line);
    }
  }

  private void attribute(AliasLine line) {
    KeyRule rule = keys.of(checked(line.key()));
    String path = line.path();
    Alias alias = alias(line, 0);
    if (path == null) {
      rule.aliases.add(alias);
      rule.evidence |= Evidence.of(alias);
    } else {
      JsonPaths paths = rule.json == null ? new JsonPaths() : rule.json;
      paths.add(path, alias);
      rule.json = paths;
    }
  }

  private Alias alias(AliasLine line, int more) {
    String key = line.path() == null ? line.key() : line.key() + " > " + line.path();
    String spanSource = line.place() == AliasLine.Place.NAME ? "span name" : Origin.SPAN.of(key);
    return new Alias(
        line.field(),
        order(line.rank() + more),
        line.unit(),
        line.kinds(),
        line.dialects(),
        line.like(),
        spanSource,
        Origin.EVENT.of(key),
        Origin.LOG.of(key),
        Origin.RESOURCE.of(key));
  }

  private void eventTime(AliasLine line) {
    EventRule old = eventRule(line.key());
    List<Alias> times = new ArrayList<>(old.times());
    times.add(alias(line, 0));
    events.put(
        line.key(),
        new EventRule(
            old.name(),
            old.dialects(),
            old.isRead(),
            old.isScore(),
            old.outputRank(),
            old.inputRank(),
            times));
  }

  private EventRule eventRule(String name) {
    return events.getOrDefault(
        name, new EventRule(name, 0, false, false, NO_RANK, NO_RANK, List.of()));
  }

  void event(String name, boolean read, int outputRank, int inputRank) {
    EventRule old = eventRule(name);
    events.put(name, new EventRule(name, current, read, false, outputRank, inputRank, old.times()));
  }

  void scoreEvent(String name) {
    events.put(name, new EventRule(name, current, false, true, NO_RANK, NO_RANK, List.of()));
  }

  /// A key that holds a part of a score; `*` in it stands for the score's number.
  void score(ScoreKey.Part part, String pattern) {
    current();
    int star = pattern.indexOf('*');
    KeyRule rule = keys.of(checked(star < 0 ? pattern : pattern.substring(0, star + 1)));
    rule.scores.add(
        star < 0
            ? new ScoreKey(part, currentName, "")
            : new ScoreKey(part, rule.name(), pattern.substring(star + 1)));
    rule.evidence |= part == ScoreKey.Part.RESPONSE ? 0 : Evidence.SCORE;
  }

  void output(String pattern, int rank, int kinds) {
    keys.of(checked(pattern)).output = new KeyRule.OutputSource(rank, kinds, pattern.endsWith("*"));
  }

  void input(String pattern, int rank, int kinds) {
    keys.of(checked(pattern)).input = new KeyRule.OutputSource(rank, kinds, pattern.endsWith("*"));
  }

  void messages(String pattern) {
    keys.of(checked(pattern)).evidence |= Evidence.MESSAGES;
  }

  void metadata(String pattern) {
    keys.of(checked(pattern)).metadata = true;
  }

  void noise(String pattern) {
    noise.add(Glob.of(pattern));
  }

  void ignore(String key, String value) {
    keys.of(checked(key)).ignoredValues.add(value);
  }

  void pending(String key, String value) {
    keys.of(checked(key)).pendingValue = value;
  }

  void error(String key, String value, long dialects) {
    KeyRule rule = keys.of(checked(key));
    rule.errorValue = value;
    rule.errorDialects |= dialects;
    rule.failsAnyDialect |= dialects == Alias.ANY_DIALECT;
  }

  void placeholder(String value) {
    placeholders.add(Glob.of(value));
  }

  void redacted(String value) {
    redactions.add(Glob.of(value));
  }

  void finish(String raw, String reason) {
    finishReasons.put(raw.toLowerCase(Locale.ROOT), reason);
  }

  void provider(String raw, String provider) {
    if (raw.endsWith("*")) {
      providerPrefixes.add(Map.entry(raw.substring(0, raw.length() - 1), provider));
    } else {
      providers.put(raw, provider);
    }
  }

  void framework(String name) {
    frameworks.add(name.toLowerCase(Locale.ROOT));
  }

  void handoff(String tool, String argument) {
    handoffTools.put(tool, argument);
  }

  void cachedInTotal() {
    cachedInTotal |= current();
  }

  void exclusiveInput() {
    exclusiveInput |= current();
  }

  Lexicon build() {
    nameRungs.sort(Comparator.comparingInt(KindRung.OfName::order));
    nameAliases.sort(Comparator.comparingInt((NameAlias named) -> named.alias().order()));
    providerPrefixes.sort(
        Comparator.comparingInt((Map.Entry<String, String> e) -> e.getKey().length()).reversed());
    Lexicon.Words words =
        new Lexicon.Words(
            List.copyOf(placeholders),
            List.copyOf(redactions),
            List.copyOf(noise),
            Map.copyOf(finishReasons),
            Map.copyOf(providers),
            List.copyOf(providerPrefixes),
            Set.copyOf(frameworks),
            Map.copyOf(handoffTools));
    return new Lexicon(
        keys.table(),
        resourceKeys.table(),
        List.copyOf(scopes),
        List.copyOf(nameRungs),
        List.copyOf(nameAliases),
        Map.copyOf(events),
        words,
        dialects.stream().map(this::info).toList(),
        exclusiveInput,
        cachedInTotal);
  }
}

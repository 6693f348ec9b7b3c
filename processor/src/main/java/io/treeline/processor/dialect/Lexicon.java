package io.treeline.processor.dialect;

import io.treeline.model.read.DialectInfo;
import io.treeline.processor.facts.Field;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// All dialect tables, compiled. Immutable but for a cache of name lists; any thread.
///
/// Dialects are bits of a `long`, in the order of their tables.
final class Lexicon {
  private static final int MAX_PROVIDER = 64;

  final KeyTable keys;
  final KeyTable resourceKeys;
  final List<ScopeRule> scopes;
  final List<KindRung.OfName> nameRungs;
  final List<NameAlias> nameAliases;
  final Map<String, EventRule> events;
  final Words words;
  private final List<DialectInfo> dialects;
  private final List<String> dialectNames;
  private final long exclusiveInput;
  private final long cachedInTotal;
  private final ConcurrentHashMap<Long, List<String>> namesOfBits = new ConcurrentHashMap<>();

  /// How an instrumentation scope's name gives dialects away.
  record ScopeRule(Glob scope, long dialects) {}

  /// A field that stands in the span's name; `below` on spans that have a parent only.
  record NameAlias(Glob pattern, Alias alias, boolean below) {}

  /// What to do with a span event: read its attributes as fields or as a score, or its whole as an
  /// output.
  ///
  /// Ranks are [#NO_RANK] when the event holds no output, or nothing that the step was given.
  record EventRule(
      String name,
      long dialects,
      boolean isRead,
      boolean isScore,
      int outputRank,
      int inputRank,
      List<Alias> times) {
    static final int NO_RANK = -1;
  }

  /// The values that tables name: placeholders, providers, frameworks, finish reasons and so on.
  record Words(
      List<Glob> placeholders,
      List<Glob> redactions,
      List<Glob> metadataNoise,
      Map<String, String> finishReasons,
      Map<String, String> providers,
      List<Map.Entry<String, String>> providerPrefixes,
      Set<String> frameworks,
      Map<String, String> handoffTools) {}

  Lexicon(
      KeyTable keys,
      KeyTable resourceKeys,
      List<ScopeRule> scopes,
      List<KindRung.OfName> nameRungs,
      List<NameAlias> nameAliases,
      Map<String, EventRule> events,
      Words words,
      List<DialectInfo> dialects,
      long exclusiveInput,
      long cachedInTotal) {
    this.keys = keys;
    this.resourceKeys = resourceKeys;
    this.scopes = scopes;
    this.nameRungs = nameRungs;
    this.nameAliases = nameAliases;
    this.events = events;
    this.words = words;
    this.dialects = dialects;
    this.dialectNames = dialects.stream().map(DialectInfo::name).toList();
    this.exclusiveInput = exclusiveInput;
    this.cachedInTotal = cachedInTotal;
  }

  long dialectsOfScope(String scope) {
    long dialects = 0;
    for (ScopeRule rule : scopes) {
      if (rule.scope().matches(scope)) {
        dialects |= rule.dialects();
      }
    }
    return dialects;
  }

  List<DialectInfo> dialects() {
    return dialects;
  }

  List<String> dialectNames() {
    return dialectNames;
  }

  /// The names of a set of dialects, in table order.
  List<String> names(long dialects) {
    List<String> known = namesOfBits.get(dialects);
    return known != null ? known : namesOfBits.computeIfAbsent(dialects, this::listNames);
  }

  private List<String> listNames(long dialects) {
    return IntStream.range(0, dialectNames.size())
        .filter(i -> (dialects & 1L << i) != 0)
        .mapToObj(dialectNames::get)
        .toList();
  }

  /// Whether a dialect counts cached input apart from its input tokens. Whether what a total counts
  /// beside input and output is cached input.
  boolean isCachedInTotal(long dialects) {
    return (dialects & cachedInTotal) != 0;
  }

  boolean isInputExclusive(long dialects) {
    return (dialects & exclusiveInput) != 0;
  }

  /// Whether a text only says that there is no value, or that it was taken out.
  boolean isNoValue(Field field, String text) {
    if (isRedacted(text)) {
      return true;
    }
    return field != Field.TOOL_RESULT
        && field != Field.TOOL_ARGUMENTS
        && matchesAny(words.placeholders(), text);
  }

  boolean isRedacted(String text) {
    return matchesAny(words.redactions(), text);
  }

  boolean isMetadataNoise(String key) {
    return matchesAny(words.metadataNoise(), key);
  }

  private static boolean matchesAny(List<Glob> globs, String text) {
    for (Glob glob : globs) {
      if (glob.matches(text)) {
        return true;
      }
    }
    return false;
  }

  /// The canonical finish reason, or null for one that no table knows.
  @Nullable String finishReason(String raw) {
    String exact = words.finishReasons().get(raw);
    if (exact != null) {
      return exact;
    }
    String reason = raw.substring(raw.lastIndexOf('.') + 1).strip().toLowerCase(Locale.ROOT);
    return words.finishReasons().get(reason);
  }

  /// The canonical provider; null when the text names a framework instead.
  @Nullable String provider(String raw) {
    if (isFramework(raw)) {
      return null;
    }
    if (words.providers().containsKey(raw)) {
      return words.providers().get(raw);
    }
    String provider = raw.strip().toLowerCase(Locale.ROOT);
    String known = words.providers().get(provider);
    if (known != null || provider.length() > MAX_PROVIDER) {
      return known;
    }
    for (Map.Entry<String, String> prefix : words.providerPrefixes()) {
      if (provider.startsWith(prefix.getKey())) {
        return prefix.getValue();
      }
    }
    return provider;
  }

  /// The framework's name when the text is one, else null.
  @Nullable String framework(String raw) {
    return isFramework(raw) ? raw : null;
  }

  private boolean isFramework(String raw) {
    return words.frameworks().contains(raw.toLowerCase(Locale.ROOT));
  }

  /// The argument that names the agent a hand-off tool passes control to, or null.
  @Nullable String handoffArgument(String toolName) {
    return words.handoffTools().get(toolName);
  }
}

package io.treeline.processor.cost;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Finds models in a flat list of names, as LiteLLM and users write them.
///
/// An entry of the call's provider goes before one of no provider; entries of another provider
/// count only when the call names none, or one whose protocol everybody speaks. Answers are kept;
/// any thread.
final class NamedModels implements ModelFinder {
  private static final int MAX_CACHED = 4_096;

  private final List<Entry> patterns = new ArrayList<>();
  private final Map<String, List<Entry>> exact = new HashMap<>();
  private final ConcurrentHashMap<String, Match> cache = new ConcurrentHashMap<>();

  /// A price for models of a name (lower case, perhaps ending in `*`), of one provider or of any.
  record Entry(@Nullable String provider, String name, PricedModel model) {
    boolean isPattern() {
      return name.endsWith("*");
    }

    boolean fits(String spelling) {
      return spelling.startsWith(name.substring(0, name.length() - 1));
    }

    String reference() {
      return provider == null ? model.id() : provider + "/" + model.id();
    }
  }

  NamedModels(List<Entry> entries) {
    for (Entry entry : entries) {
      if (entry.isPattern()) {
        patterns.add(entry);
        continue;
      }
      add(entry.name(), entry);
      int slash = entry.name().lastIndexOf('/');
      if (slash >= 0) {
        add(entry.name().substring(slash + 1), entry);
      }
    }
  }

  private void add(String name, Entry entry) {
    exact.computeIfAbsent(name, n -> new ArrayList<>(1)).add(entry);
  }

  @Override
  public Match find(
      @Nullable String provider, @Nullable String responseModel, @Nullable String requestModel) {
    Match match = find(provider, responseModel);
    return match.isKnown() ? match : find(provider, requestModel);
  }

  private Match find(@Nullable String provider, @Nullable String model) {
    boolean isTooLong =
        model == null
            || model.length() > MAX_NAME_CHARS
            || (provider != null && provider.length() > MAX_NAME_CHARS);
    if (isTooLong) {
      return Match.NONE;
    }
    String key = provider + "\n" + model;
    Match known = cache.get(key);
    if (known != null) {
      return known;
    }
    Match found = search(providerIds(provider), ModelNames.spellings(String.valueOf(model)));
    if (cache.size() >= MAX_CACHED) {
      cache.clear();
    }
    cache.put(key, found);
    return found;
  }

  /// The ids that a provider's name may mean; none for a framework.
  private static List<String> providerIds(@Nullable String provider) {
    String name = provider == null ? "" : provider.strip().toLowerCase(Locale.ROOT);
    return name.isEmpty() || ProviderNames.isFramework(name)
        ? List.of()
        : ProviderNames.spellings(name).stream().map(ProviderNames::priceId).toList();
  }

  private Match search(List<String> providers, List<String> spellings) {
    boolean mayBeOthers = providers.stream().allMatch(ProviderNames::mayMeanOthers);
    Entry best = null;
    int bestRank = Integer.MAX_VALUE;
    for (String spelling : spellings) {
      for (Entry entry : entriesOf(spelling)) {
        int rank = rank(entry, providers, mayBeOthers);
        if (rank < bestRank) {
          best = entry;
          bestRank = rank;
        }
      }
    }
    return best == null ? Match.NONE : new Match(best.model(), best.reference());
  }

  private List<Entry> entriesOf(String spelling) {
    List<Entry> entries = new ArrayList<>(exact.getOrDefault(spelling, List.of()));
    for (Entry pattern : patterns) {
      if (pattern.fits(spelling)) {
        entries.add(pattern);
      }
    }
    return entries;
  }

  private static int rank(Entry entry, List<String> providers, boolean mayBeOthers) {
    if (entry.provider() == null) {
      return 1;
    }
    if (providers.contains(entry.provider())) {
      return 0;
    }
    return mayBeOthers ? 2 : Integer.MAX_VALUE;
  }
}

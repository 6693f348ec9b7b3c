package io.treeline.processor.cost;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Finds the model that a provider's and a model's name mean, whatever their spelling.
///
/// Answers are kept, since the same few names come with every call; any thread.
final class PriceLookup implements ModelFinder {
  /// Answers kept; when there are more, all are forgotten.
  static final int MAX_CACHED = 4_096;

  private final List<PriceProvider> providers;
  private final Map<String, PriceProvider> byId;
  private final ConcurrentHashMap<Names, Match> cache = new ConcurrentHashMap<>();

  PriceLookup(List<PriceProvider> providers) {
    this.providers = List.copyOf(providers);
    this.byId = HashMap.newHashMap(providers.size());
    for (PriceProvider provider : providers) {
      byId.put(provider.id(), provider);
    }
  }

  private record Names(@Nullable String provider, String model) {}

  @Override
  public Match find(
      @Nullable String provider, @Nullable String responseModel, @Nullable String requestModel) {
    Match match = find(provider, responseModel);
    return match.isKnown() ? match : find(provider, requestModel);
  }

  List<PriceProvider> providers() {
    return providers;
  }

  int cached() {
    return cache.size();
  }

  private Match find(@Nullable String provider, @Nullable String model) {
    if (model == null || model.length() > MAX_NAME_CHARS) {
      return Match.NONE;
    }
    if (provider != null && provider.length() > MAX_NAME_CHARS) {
      return Match.NONE;
    }
    Names names = new Names(provider, model);
    Match match = cache.get(names);
    if (match == null) {
      match = search(provider, ModelNames.spellings(model));
      remember(names, match);
    }
    return match;
  }

  private void remember(Names names, Match match) {
    if (cache.size() >= MAX_CACHED) {
      cache.clear();
    }
    cache.put(names, match);
  }

  private Match search(@Nullable String provider, List<String> models) {
    for (PriceProvider seller : sellers(provider, models)) {
      for (String model : models) {
        PricedModel found = seller.model(model);
        if (found != null) {
          return new Match(found, seller.id() + "/" + found.id());
        }
      }
    }
    return Match.NONE;
  }

  /// Who may have sold the model, most likely first: the provider named and those it resells; when
  /// that says nothing, those that the model's name points to.
  private Set<PriceProvider> sellers(@Nullable String provider, List<String> models) {
    Set<PriceProvider> sellers = new LinkedHashSet<>();
    String name = provider == null ? "" : provider.strip().toLowerCase(Locale.ROOT);
    if (ProviderNames.isLocal(name)) {
      return sellers;
    }
    PriceProvider named = ProviderNames.isFramework(name) ? null : provider(name);
    addWithFallbacks(named, sellers);
    if (named == null || ProviderNames.mayMeanOthers(named.id())) {
      for (String seller : ModelNames.sellers(models)) {
        addWithFallbacks(exactProvider(seller), sellers);
      }
      for (String model : models) {
        providers.stream().filter(other -> other.isMeantBy(model)).forEach(sellers::add);
      }
    }
    return sellers;
  }

  private void addWithFallbacks(@Nullable PriceProvider provider, Set<PriceProvider> sellers) {
    if (provider == null) {
      return;
    }
    sellers.add(provider);
    for (String id : provider.fallbacks()) {
      PriceProvider fallback = byId.get(id);
      if (fallback != null) {
        sellers.add(fallback);
      }
    }
  }

  /// The provider that a name means, itself or up to its first dot (`groq.chat`).
  private @Nullable PriceProvider provider(String name) {
    for (String spelling : ProviderNames.spellings(name)) {
      PriceProvider exact = exactProvider(spelling);
      if (exact != null) {
        return exact;
      }
      for (PriceProvider provider : providers) {
        if (provider.isNamed(spelling)) {
          return provider;
        }
      }
    }
    return null;
  }

  private @Nullable PriceProvider exactProvider(String name) {
    return byId.get(ProviderNames.priceId(name));
  }
}

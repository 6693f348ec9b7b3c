package io.treeline.processor.cost;

import io.treeline.model.Cost;
import io.treeline.model.StepCost;
import io.treeline.model.TokenUsage;
import io.treeline.processor.facts.Field;
import io.treeline.processor.facts.Fields;
import io.treeline.processor.tree.StepPricer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What calls cost by all that is known: the user's own prices, then what the client reported, then
/// the bundled prices. Any thread.
public final class Prices implements StepPricer {
  /// What stands for a price reference when the client said what the call cost.
  static final String REPORTED = "reported";

  private final List<PriceTable> own;
  private final PriceTable bundled;

  private Prices(List<PriceTable> own, PriceTable bundled) {
    this.own = List.copyOf(own);
    this.bundled = bundled;
  }

  /// The prices that Treeline brings.
  public static Prices bundled() {
    return load(List.of());
  }

  /// The bundled prices and those of a user's own files, the first of which that knows a model has
  /// its price.
  ///
  /// @throws IllegalArgumentException if a file is no price file; the message says which and where
  /// @throws java.io.UncheckedIOException if a file cannot be read
  public static Prices load(List<Path> files) {
    List<PriceTable> own = new ArrayList<>();
    for (Path file : files) {
      own.add(PriceFile.read(file));
    }
    return new Prices(own, PriceTable.bundled());
  }

  @Override
  public StepCost price(
      @Nullable String provider,
      @Nullable String model,
      TokenUsage usage,
      Fields fields,
      long startUnixNanos) {
    CallToPrice call = CallToPrice.of(provider, model, usage, fields, startUnixNanos);
    long reported = fields.count(Field.REPORTED_NANO_USD);
    for (PriceTable table : own) {
      Priced priced = table.price(call);
      if (priced.isKnown()) {
        return cost(priced, table, reported);
      }
    }
    Priced priced = bundled.price(call);
    return reported == Cost.UNKNOWN
        ? cost(priced, bundled, reported)
        : new StepCost(reported, REPORTED, REPORTED, reported, priced.nanoUsd());
  }

  private static StepCost cost(Priced priced, PriceTable table, long reported) {
    return new StepCost(
        priced.nanoUsd(),
        priced.priceRef(),
        priced.isKnown() ? table.name() : null,
        reported,
        priced.nanoUsd());
  }

  @Override
  public long contextWindow(@Nullable String provider, String model) {
    for (PriceTable table : own) {
      long window = table.contextWindow(provider, model);
      if (window != TokenUsage.UNKNOWN) {
        return window;
      }
    }
    return bundled.contextWindow(provider, model);
  }
}

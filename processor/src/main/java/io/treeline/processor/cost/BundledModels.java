package io.treeline.processor.cost;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The bundled models of one provider, read from its own file when first asked for.
///
/// Most installations call two or three of some forty providers; the others cost nothing.
final class BundledModels implements Supplier<List<PricedModel>> {
  private final String file;
  private final AtomicReference<@Nullable List<PricedModel>> models = new AtomicReference<>();

  BundledModels(String providerId) {
    this.file = "genai-prices/" + providerId + ".json";
  }

  @Override
  public List<PricedModel> get() {
    List<PricedModel> known = models.get();
    if (known == null) {
      known = read();
      models.set(known);
    }
    return known;
  }

  private List<PricedModel> read() {
    try (InputStream in =
        Objects.requireNonNull(BundledModels.class.getResourceAsStream(file), file)) {
      return GenaiPricesReader.readModels(in);
    } catch (IOException e) {
      throw new UncheckedIOException(file, e);
    }
  }
}

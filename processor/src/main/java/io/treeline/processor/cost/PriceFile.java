package io.treeline.processor.cost;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A user's price file, in any of three forms, told apart by what they begin with.
///
/// An array, or an object with `providers`: genai-prices' v2 form. An object with `prices`: the
/// short form of [OwnPricesReader]. Any other object: LiteLLM's map of models.
final class PriceFile {
  private static final JsonFactory JSON = new JsonFactory();

  private PriceFile() {}

  /// @throws IllegalArgumentException if the file has none of these forms, or a bad entry
  /// @throws UncheckedIOException if it cannot be read
  static PriceTable read(Path file) {
    String name = String.valueOf(file.getFileName());
    try {
      byte[] bytes = Files.readAllBytes(file);
      return read(name, bytes);
    } catch (JsonProcessingException e) {
      String place = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
      throw new IllegalArgumentException(
          "prices: " + file + place + ": " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PriceTable read(String name, byte[] bytes) throws IOException {
    String form = form(bytes);
    try (InputStream in = new ByteArrayInputStream(bytes)) {
      return switch (form) {
        case "[", "providers", "package", "version" -> GenaiPricesReader.read(in);
        case "prices" -> OwnPricesReader.read(name, in);
        default -> LiteLlmReader.read(name, in);
      };
    }
  }

  /// `[` for an array, else the first key of the object.
  private static String form(byte[] bytes) throws IOException {
    try (JsonParser json = JSON.createParser(bytes)) {
      JsonToken first = json.nextToken();
      if (first == JsonToken.START_ARRAY) {
        return "[";
      }
      String key = first == JsonToken.START_OBJECT ? json.nextFieldName() : null;
      if (key == null) {
        throw new JsonParseException(json, "no prices");
      }
      return key;
    }
  }
}

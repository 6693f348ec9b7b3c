package io.treeline.receiver.codec;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A content coding that request bodies may have.
///
/// Source: the Collector's config/confighttp, `compression_algorithms`.
public enum ContentCoding {
  /// Nothing to undo; the Collector's configuration spells it as an empty name.
  IDENTITY("identity"),
  GZIP("gzip"),
  ZSTD("zstd"),
  ZLIB("zlib"),
  DEFLATE("deflate"),
  SNAPPY("snappy"),
  SNAPPY_FRAMED("x-snappy-framed"),
  LZ4("lz4");

  private final String word;

  ContentCoding(String word) {
    this.word = word;
  }

  /// The name in `Content-Encoding` and in configuration.
  public String word() {
    return word;
  }

  /// The coding of a name in any case, blank is [#IDENTITY]; null if there is none of that name.
  public static @Nullable ContentCoding of(String name) {
    String word = name.strip().toLowerCase(Locale.ROOT);
    if (word.isEmpty()) {
      return IDENTITY;
    }
    for (ContentCoding coding : values()) {
      if (coding.word.equals(word)) {
        return coding;
      }
    }
    return null;
  }
}

package io.treeline.receiver.codec;

import io.treeline.receiver.scan.Headroom;
import java.io.InputStream;
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
  /// The same as zlib, as RFC 9110 has it.
  DEFLATE("deflate"),
  /// The block format; the framing format is recognised, which old Collectors sent by this name.
  SNAPPY("snappy"),
  SNAPPY_FRAMED("x-snappy-framed"),
  LZ4("lz4");

  /// What RFC 9110, section 8.4.1.3, wants to be taken for `gzip`.
  private static final String X_GZIP = "x-gzip";

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
    if (word.equals(X_GZIP)) {
      return GZIP;
    }
    for (ContentCoding coding : values()) {
      if (coding.word.equals(word)) {
        return coding;
      }
    }
    return null;
  }

  /// What the bytes of `wire` hold.
  ///
  /// Nothing is read before the first `read`, which is where corrupt, truncated and empty bytes are
  /// refused as malformed. Must be closed, which closes `wire`. For one thread.
  ///
  /// @param headroom asked for what is decoded in one piece before it can be read; what comes out
  ///   of the stream is for the caller to count
  public InputStream open(InputStream wire, Headroom headroom) {
    return switch (this) {
      case IDENTITY -> wire;
      case GZIP -> new GzipStream(wire);
      case ZSTD -> new ZstdStream(wire);
      case ZLIB, DEFLATE -> new ZlibStream(wire);
      case SNAPPY -> new SnappyStream(wire, headroom);
      case SNAPPY_FRAMED -> new SnappyFramedStream(wire);
      case LZ4 -> new Lz4Stream(wire);
    };
  }
}

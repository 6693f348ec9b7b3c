package io.treeline.model.ingest;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The first 16 bytes of a payload's SHA-256, as two big-endian halves.
public record ChunkDigest(long high, long low) {
  public static final int BYTES = 16;

  /// Digests a payload; called on receiver threads, never by the journal.
  public static ChunkDigest of(byte[] payload) {
    ByteBuffer hash = ByteBuffer.wrap(sha256().digest(payload));
    return new ChunkDigest(hash.getLong(), hash.getLong());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}

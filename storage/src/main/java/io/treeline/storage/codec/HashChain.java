package io.treeline.storage.codec;

import io.treeline.model.ingest.ChunkDigest;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The running hash over the log: the first 16 bytes of SHA-256(previous link · chunk digest).
///
/// A chunk whose payload is gone keeps its digest, so the chain can still be checked. Of one
/// thread.
public final class HashChain {
  /// What stands before the first chunk.
  public static final ChunkDigest START = new ChunkDigest(0, 0);

  private final MessageDigest sha256 = sha256();
  private final byte[] input = new byte[2 * ChunkDigest.BYTES];

  public ChunkDigest next(ChunkDigest previous, ChunkDigest digest) {
    ByteBuffer.wrap(input)
        .putLong(previous.high())
        .putLong(previous.low())
        .putLong(digest.high())
        .putLong(digest.low());
    ByteBuffer hash = ByteBuffer.wrap(sha256.digest(input));
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

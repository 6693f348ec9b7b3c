package io.treeline.storage.codec;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// A string as part of a key: its UTF-8 bytes, or, where those are many, 0xFF and their SHA-256.
///
/// 0xFF never occurs in UTF-8, so the two forms cannot meet.
final class KeyText {
  /// Longest string that a key spells out, in bytes.
  static final int MAX_PLAIN_BYTES = 512;

  private static final int HASHED_BYTES = 33;

  private KeyText() {}

  static byte[] of(String text) {
    byte[] plain = text.getBytes(StandardCharsets.UTF_8);
    return plain.length <= MAX_PLAIN_BYTES ? plain : hashed(plain);
  }

  private static byte[] hashed(byte[] plain) {
    byte[] key = new byte[HASHED_BYTES];
    key[0] = (byte) 0xFF;
    System.arraycopy(sha256().digest(plain), 0, key, 1, HASHED_BYTES - 1);
    return key;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}

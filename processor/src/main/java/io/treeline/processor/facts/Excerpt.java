package io.treeline.processor.facts;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/// A long text as the facts of a trace keep it: its beginning, a mark, and a digest of all of it.
///
/// Excerpts of one length are equal when their texts are, so whoever only compares texts needs no
/// more; whoever shows one has it read again. A text that looks like an excerpt is made one, so
/// that none is mistaken for it.
public final class Excerpt {
  /// A control character for private use: the next characters are a digest. Of those that let a
  /// text take one byte a character.
  private static final char MARK = '\u0091';

  /// The same, of JSON that does not end as it began.
  private static final char BROKEN_MARK = '\u0092';

  private static final int DIGEST_BYTES = 12;
  private static final int DIGEST_CHARS = 16;

  /// The most characters an excerpt has besides the text's own.
  public static final int OVERHEAD = 1 + DIGEST_CHARS;

  private Excerpt() {}

  /// A text as it was read, with at most `head` characters of its beginning; itself when that would
  /// save nothing.
  public static String of(String text, int head) {
    return text.length() <= head + OVERHEAD && !isExcerpt(text)
        ? text
        : start(text, head) + MARK + digest(text);
  }

  /// An excerpt, or a text that was none, with at most `head` characters of its beginning.
  public static String shorter(String kept, int head) {
    if (!isExcerpt(kept)) {
      return of(kept, head);
    }
    int own = kept.length() - OVERHEAD;
    return own <= head ? kept : start(kept, head) + kept.substring(own);
  }

  /// The digest alone.
  public static String digestOf(String text) {
    return MARK + digest(text);
  }

  /// The digest alone of a text in UTF-8.
  public static String digestOf(byte[] utf8, int length) {
    return MARK + digest(utf8, length);
  }

  /// The digest alone of JSON that does not end as it began.
  public static String digestOfBroken(String text) {
    return BROKEN_MARK + digest(text);
  }

  public static boolean isExcerpt(String text) {
    int at = text.length() - OVERHEAD;
    return at >= 0 && (text.charAt(at) == MARK || text.charAt(at) == BROKEN_MARK);
  }

  /// Whether an excerpt is one of this text.
  public static boolean isOf(String excerpt, String text) {
    return isExcerpt(excerpt) && excerpt.endsWith(digest(text));
  }

  /// Whether an excerpt stands for JSON that does not end as it began.
  public static boolean isBroken(String excerpt) {
    return isExcerpt(excerpt) && excerpt.charAt(excerpt.length() - OVERHEAD) == BROKEN_MARK;
  }

  /// The beginning of a text, without mark and digest.
  public static String head(String text) {
    return isExcerpt(text) ? text.substring(0, text.length() - OVERHEAD) : text;
  }

  /// The first characters of a text, never half of one.
  private static String start(String text, int length) {
    int end = Math.min(length, text.length());
    boolean splitsPair = end > 0 && Character.isHighSurrogate(text.charAt(end - 1));
    return text.substring(0, splitsPair ? end - 1 : end);
  }

  private static String digest(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return digest(utf8, utf8.length);
  }

  private static String digest(byte[] utf8, int length) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(utf8, 0, length);
      byte[] digest = sha.digest();
      return Base64.getUrlEncoder().encodeToString(Arrays.copyOf(digest, DIGEST_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}

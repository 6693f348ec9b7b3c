package io.treeline.receiver.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.treeline.model.ingest.Refusal;
import io.treeline.model.ingest.RefusalReason;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.commons.codec.digest.HmacAlgorithms;
import org.apache.commons.codec.digest.HmacUtils;
import org.jspecify.annotations.Nullable;

/// Users and passwords (RFC 7617).
///
/// Hashes are slow on purpose, so verdicts are remembered under a keyed hash of the header. New
/// credentials are checked one after the other: guessing them costs at most one core.
final class BasicAuthenticator implements Authenticator {
  /// Headers whose verdict is remembered; then all are forgotten.
  static final int MAX_REMEMBERED = 1_024;

  private static final String PREFIX = "Basic ";
  private static final int KEY_BYTES = 32;

  private final Htpasswd htpasswd;
  private final byte[] key = new byte[KEY_BYTES];
  private final ConcurrentHashMap<ByteBuffer, Boolean> verdicts = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable Check> running = new AtomicReference<>();

  /// The check of new credentials, for which others with the same ones wait.
  private record Check(ByteBuffer digest, CompletableFuture<Boolean> verdict) {}

  BasicAuthenticator(Htpasswd htpasswd) {
    this.htpasswd = htpasswd;
    new SecureRandom().nextBytes(key);
  }

  @Override
  public String header() {
    return "authorization";
  }

  @Override
  public String challenge() {
    return "Basic realm=\"treeline\", charset=\"UTF-8\"";
  }

  @Override
  public @Nullable Refusal check(@Nullable String value) {
    if (value == null || value.isEmpty()) {
      return missing();
    }
    ByteBuffer digest =
        ByteBuffer.wrap(new HmacUtils(HmacAlgorithms.HMAC_SHA_256, key).hmac(value));
    Boolean known = verdicts.get(digest);
    if (known == null) {
      known = checkNew(digest, value);
    }
    if (known == null) {
      return Refusal.retryable(
          RefusalReason.BYTES_IN_FLIGHT, "other new credentials are being checked");
    }
    return known ? null : Authenticator.wrong();
  }

  /// Null if another check is in the way.
  private @Nullable Boolean checkNew(ByteBuffer digest, String value) {
    Check mine = new Check(digest, new CompletableFuture<>());
    Check first = running.compareAndExchange(null, mine);
    if (first != null) {
      return first.digest().equals(digest) ? first.verdict().join() : null;
    }
    boolean verdict = false;
    try {
      verdict = matches(value);
      if (verdicts.size() >= MAX_REMEMBERED) {
        verdicts.clear();
      }
      verdicts.put(digest, verdict);
    } finally {
      running.set(null);
      mine.verdict().complete(verdict);
    }
    return verdict;
  }

  private boolean matches(String value) {
    if (!value.regionMatches(true, 0, PREFIX, 0, PREFIX.length())) {
      return false;
    }
    String pair;
    try {
      pair =
          new String(Base64.getDecoder().decode(value.substring(PREFIX.length()).strip()), UTF_8);
    } catch (IllegalArgumentException e) {
      return false;
    }
    int colon = pair.indexOf(':');
    return colon >= 0 && htpasswd.matches(pair.substring(0, colon), pair.substring(colon + 1));
  }
}

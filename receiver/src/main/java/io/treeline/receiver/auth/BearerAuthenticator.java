package io.treeline.receiver.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.treeline.model.ingest.Refusal;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/// Tokens, of the settings or of a file that is read again when it has changed.
final class BearerAuthenticator implements Authenticator {
  private static final System.Logger LOG = System.getLogger(BearerAuthenticator.class.getName());

  /// How often the file is looked at.
  static final Duration FILE_INTERVAL = Duration.ofSeconds(1);

  private final String header;
  private final String scheme;
  private final @Nullable Path file;
  private final LongSupplier nanoTime;
  private final AtomicLong nextLookNanos;
  private final AtomicReference<Tokens> tokens;

  /// The hashes of the tokens, and the text they come from, if it is a file's.
  private record Tokens(String text, List<byte[]> digests) {
    static Tokens of(String text, Stream<String> tokens) {
      List<byte[]> digests =
          tokens
              .map(String::strip)
              .filter(token -> !token.isEmpty())
              .map(token -> DigestUtils.sha256(token.getBytes(UTF_8)))
              .toList();
      return new Tokens(text, digests);
    }
  }

  private BearerAuthenticator(AuthSettings.Bearer settings, Tokens tokens, LongSupplier nanoTime) {
    this.header = settings.header().toLowerCase(Locale.ROOT);
    this.scheme = settings.scheme();
    this.file = settings.file();
    this.nanoTime = nanoTime;
    this.nextLookNanos = new AtomicLong(nanoTime.getAsLong() + FILE_INTERVAL.toNanos());
    this.tokens = new AtomicReference<>(tokens);
  }

  /// As in the Collector, a file takes the place of the settings' tokens.
  static BearerAuthenticator of(AuthSettings.Bearer settings, LongSupplier nanoTime)
      throws IOException {
    Path file = settings.file();
    Tokens tokens = file == null ? Tokens.of("", settings.tokens().stream()) : read(file);
    if (tokens.digests().isEmpty()) {
      throw new IOException("there is no token");
    }
    return new BearerAuthenticator(settings, tokens, nanoTime);
  }

  private static Tokens read(Path file) throws IOException {
    String text = Files.readString(file, UTF_8);
    return Tokens.of(text, text.lines());
  }

  @Override
  public String header() {
    return header;
  }

  @Override
  public @Nullable String challenge() {
    return header.equals("authorization") && !scheme.isEmpty() ? scheme : null;
  }

  @Override
  public @Nullable Refusal check(@Nullable String value) {
    if (value == null || value.isEmpty()) {
      return missing();
    }
    lookAtFile();
    byte[] digest = DigestUtils.sha256(token(value).getBytes(UTF_8));
    boolean valid = false;
    for (byte[] expected : Objects.requireNonNull(tokens.get()).digests()) {
      valid |= MessageDigest.isEqual(expected, digest);
    }
    return valid ? null : Authenticator.wrong();
  }

  /// What stands behind the scheme, whose case does not matter (RFC 9110, 11.1); empty if it is
  /// another scheme.
  private String token(String value) {
    if (scheme.isEmpty()) {
      return value;
    }
    int space = scheme.length();
    boolean ours =
        value.length() > space
            && value.regionMatches(true, 0, scheme, 0, space)
            && value.charAt(space) == ' ';
    return ours ? value.substring(space + 1) : "";
  }

  private void lookAtFile() {
    long now = nanoTime.getAsLong();
    long due = nextLookNanos.get();
    if (file == null
        || now - due < 0
        || !nextLookNanos.compareAndSet(due, now + FILE_INTERVAL.toNanos())) {
      return;
    }
    try {
      Tokens fresh = read(file);
      Tokens old = Objects.requireNonNull(tokens.getAndSet(fresh));
      if (!fresh.text().equals(old.text())) {
        LOG.log(Level.INFO, "bearertokenauth has read {0} again", file);
      }
    } catch (IOException e) {
      // Between two versions a file may be away for a moment.
      LOG.log(Level.DEBUG, "bearertokenauth keeps the tokens it has", e);
    }
  }
}

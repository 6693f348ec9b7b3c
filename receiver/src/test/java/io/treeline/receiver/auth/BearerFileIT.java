package io.treeline.receiver.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BearerFileIT {
  private final AtomicLong nanos = new AtomicLong();

  @TempDir private Path directory;

  @Test
  void file_changed_isReadAgainAndBlankLinesAreNoTokens() throws Exception {
    Path file = Files.writeString(directory.resolve("tokens"), "one\n\n two \n");
    BearerAuthenticator authenticator =
        BearerAuthenticator.of(
            new AuthSettings.Bearer("Authorization", "Bearer", List.of("ignored"), file),
            nanos::get);
    assertThat(authenticator.check("Bearer one")).isNull();
    assertThat(authenticator.check("Bearer two")).isNull();
    assertThat(authenticator.check("Bearer ")).isNotNull();
    assertThat(authenticator.check("Bearer ignored")).isNotNull();

    Files.writeString(file, "three\n");
    nanos.addAndGet(BearerAuthenticator.FILE_INTERVAL.toNanos());

    assertThat(authenticator.check("Bearer three")).isNull();
    assertThat(authenticator.check("Bearer one")).isNotNull();
  }

  @Test
  void file_gone_keepsTheTokens() throws Exception {
    Path file = Files.writeString(directory.resolve("tokens"), "one\n");
    BearerAuthenticator authenticator =
        BearerAuthenticator.of(
            new AuthSettings.Bearer("Authorization", "Bearer", List.of(), file), nanos::get);

    Files.delete(file);
    nanos.addAndGet(BearerAuthenticator.FILE_INTERVAL.toNanos());

    assertThat(authenticator.check("Bearer one")).isNull();
  }
}

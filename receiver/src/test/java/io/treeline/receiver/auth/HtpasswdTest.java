package io.treeline.receiver.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HtpasswdTest {

  /// Each made with another program than ours: the bcrypt of Python, openssl passwd.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "$2y$04$fRXFVZpfEibT/00EvJ3nseWsNQxXWDwqM7gQ.3QdpQzD6EUKYFIFm",
        "$2b$04$fRXFVZpfEibT/00EvJ3nseWsNQxXWDwqM7gQ.3QdpQzD6EUKYFIFm",
        "$apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/",
        "$1$abcdefgh$cHJi5PXp/ki/ktXzqlk6I1",
        "$5$abcdefghijk$E9mvgwhiT5pUK6A78ZxHJnYCuy9.Daig5XzxCBVoBpD",
        "$6$abcdefghijk$oUzZCq5XqfMlyg17QJopFELn.AiIeqtRv9156ZnmZlPP88"
            + "avndMpiZMCek8jvJfNP8vs3xbuz50Z6mRdxj9xL/",
        "{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=",
        "{SSHA}8bX4JQDfZqtTfvnQ4ssDmWb17/FTQUxU",
        "secret"
      })
  void matches_everyEncoding_takesThePasswordOnly(String encoded) throws Exception {
    Htpasswd htpasswd = Htpasswd.parse("ann:" + encoded + "\n");

    assertThat(htpasswd.matches("ann", "secret")).isTrue();
    assertThat(htpasswd.matches("ann", "Secret")).isFalse();
    assertThat(htpasswd.matches("ann", "")).isFalse();
    assertThat(htpasswd.matches("ann", encoded)).isEqualTo(encoded.equals("secret"));
    assertThat(htpasswd.matches("bob", "secret")).isFalse();
  }

  @Test
  void parse_severalLines_lastOneOfAUserCounts() throws Exception {
    Htpasswd htpasswd = Htpasswd.parse("\n  ann:one \nbob:b:c\r\nann:two\n");

    assertThat(htpasswd.matches("ann", "one")).isFalse();
    assertThat(htpasswd.matches("ann", "two")).isTrue();
    assertThat(htpasswd.matches("bob", "b:c")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"$2y$10$short", "$apr1$x", "$6$", "{SHA}!", "{SSHA}YWI="})
  void parse_damagedHash_isNoPlainPassword(String encoded) throws Exception {
    Htpasswd htpasswd = Htpasswd.parse("ann:" + encoded + "\nbob:b");

    assertThat(htpasswd.matches("ann", encoded)).isFalse();
  }

  @Test
  void parse_nobody_isAnError() {
    assertThatThrownBy(() -> Htpasswd.parse("no colon\n\n"))
        .isInstanceOf(IOException.class)
        .hasMessage("htpasswd names no user");
  }
}

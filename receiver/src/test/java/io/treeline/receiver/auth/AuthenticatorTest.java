package io.treeline.receiver.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.treeline.model.ingest.Refusal;
import io.treeline.model.ingest.RefusalReason;
import io.treeline.receiver.net.ReceiverException;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AuthenticatorTest {

  private static Authenticator basic(String htpasswd) {
    return Authenticator.of("OTLP/gRPC", new AuthSettings.Basic(null, htpasswd));
  }

  private static Authenticator bearer(String header, String scheme, String... tokens) {
    return Authenticator.of(
        "OTLP/gRPC", new AuthSettings.Bearer(header, scheme, List.of(tokens), null));
  }

  private static String basicHeader(String pair) {
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
  }

  private static void assertRefused(@Nullable Refusal refusal) {
    assertThat(Objects.requireNonNull(refusal).reason()).isEqualTo(RefusalReason.UNAUTHENTICATED);
    assertThat(refusal.message()).doesNotContain("secret", "ann");
  }

  @Test
  void basic_userAndPassword_mayComeAgainAndAgain() {
    Authenticator authenticator = basic("ann:secret\nbob:pass:word");

    for (int i = 0; i < 3; i++) {
      assertThat(authenticator.check(basicHeader("ann:secret"))).isNull();
      assertThat(authenticator.check(basicHeader("bob:pass:word"))).isNull();
      assertThat(authenticator.check(basicHeader("ann:secret").replace("Basic", "bASIC"))).isNull();
      assertRefused(authenticator.check(basicHeader("ann:secreT")));
      assertRefused(authenticator.check(basicHeader("eve:secret")));
    }
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "Basic", "Basic ", "Basic !!", "Basic YW5u", "Bearer secret", "x"})
  void basic_noneOrMalformed_isRefused(@Nullable String value) {
    assertRefused(basic("ann:secret").check(value));
  }

  @Test
  void basic_moreGuessesThanAreRemembered_stillKnowsTheRightOne() {
    Authenticator authenticator = basic("ann:secret");
    for (int i = 0; i <= 2 * BasicAuthenticator.MAX_REMEMBERED; i++) {
      assertRefused(authenticator.check(basicHeader("ann:" + i)));
    }

    assertThat(authenticator.check(basicHeader("ann:secret"))).isNull();
  }

  @Test
  void bearer_anyOfTheTokens_isTaken() {
    Authenticator authenticator = bearer("Authorization", "Bearer", "one", "secret");

    assertThat(authenticator.header()).isEqualTo("authorization");
    assertThat(authenticator.challenge()).isEqualTo("Bearer");
    assertThat(authenticator.check("Bearer one")).isNull();
    assertThat(authenticator.check("bearer secret")).isNull();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "secret", "Bearer", "Bearer ", "Bearer secre", "Bearersecret"})
  void bearer_anythingElse_isRefused(@Nullable String value) {
    assertRefused(bearer("Authorization", "Bearer", "secret").check(value));
  }

  @Test
  void bearer_ownHeaderWithoutScheme_isTheTokenAlone() {
    Authenticator authenticator = bearer("X-Api-Key", "", "secret");

    assertThat(authenticator.header()).isEqualTo("x-api-key");
    assertThat(authenticator.challenge()).isNull();
    assertThat(authenticator.check("secret")).isNull();
    assertRefused(authenticator.check("Bearer secret"));
  }

  @Test
  void of_nobody_cannotStart() {
    assertThatThrownBy(() -> basic(""))
        .isInstanceOf(ReceiverException.class)
        .hasMessage("cannot use basicauth of OTLP/gRPC: htpasswd names no user");
    assertThatThrownBy(() -> bearer("Authorization", "Bearer", "", " "))
        .hasMessage("cannot use bearertokenauth of OTLP/gRPC: there is no token");
  }
}

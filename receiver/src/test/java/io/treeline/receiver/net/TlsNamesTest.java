package io.treeline.receiver.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;

final class TlsNamesTest {
  private static final SSLParameters SUPPORTED =
      new SSLParameters(
          new String[] {"TLS_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"});

  private static TlsSettings settings(
      String min, String max, List<String> suites, List<String> curves) {
    Pem none = new Pem.Inline("");
    return new TlsSettings(none, none, null, Duration.ZERO, false, min, max, suites, curves);
  }

  @Test
  void versions_fromLeastToGreatest_areNamed() {
    assertThat(TlsNames.versions(settings("TLSv1.2", "TLSv1.3", List.of(), List.of())))
        .containsExactly("TLSv1.2", "TLSv1.3");
    assertThat(TlsNames.versions(settings("TLSv1.3", "TLSv1.3", List.of(), List.of())))
        .containsExactly("TLSv1.3");
    assertThatThrownBy(
            () -> TlsNames.versions(settings("TLSv1.3", "TLSv1.2", List.of(), List.of())))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void cipherSuites_ofTls12_leaveThoseOfTls13InPlace() {
    String suite = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256";

    assertThat(
            TlsNames.cipherSuites(
                settings("TLSv1.2", "TLSv1.3", List.of(suite), List.of()), SUPPORTED))
        .contains(suite, "TLS_AES_128_GCM_SHA256");
  }

  @Test
  void names_unknown_areNamedInTheProblem() {
    TlsSettings settings = settings("TLSv1.2", "TLSv1.3", List.of("TLS_NO"), List.of("P999"));

    assertThatThrownBy(() -> TlsNames.cipherSuites(settings, SUPPORTED))
        .hasMessage("there is no cipher suite TLS_NO");
    assertThatThrownBy(() -> TlsNames.groups(settings)).hasMessage("there is no curve P999");
  }
}

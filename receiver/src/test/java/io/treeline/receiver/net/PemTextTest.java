package io.treeline.receiver.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.treeline.testkit.TestCertificate;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class PemTextTest {
  /// A throw-away key as `openssl ecparam -genkey -name prime256v1` writes it, SEC 1.
  private static final String SEC_1 =
      """
      -----BEGIN EC PARAMETERS-----
      BggqhkjOPQMBBw==
      -----END EC PARAMETERS-----
      -----BEGIN EC PRIVATE KEY-----
      MHcCAQEEIAxvytTsU3pqUxAY98C4oiUTa+QC3mMYmzXp4hYJ8N8joAoGCCqGSM49
      AwEHoUQDQgAEyN0bW39EaAQdrWiV87A0tszKwcCf79cGE9val9xCUYPsaSWW8JXX
      8nt8LCw6o8sOuvdbc6zVY+lwALBlM+tdww==
      -----END EC PRIVATE KEY-----
      """;

  private static final TestCertificate AUTHORITY = TestCertificate.authority("ca");

  /// What comes before the PKCS#1 key in a PKCS#8 key of 2048 bits.
  private static final int RSA_PREFIX_BYTES = 26;

  @Test
  void certificates_chainWithTextBetween_areAllRead() throws Exception {
    String text = "subject=/CN=leaf\n" + AUTHORITY.issue("leaf").chainPem() + "\ntrailing words";

    assertThat(PemText.certificates(text))
        .extracting(certificate -> certificate.getSubjectX500Principal().getName())
        .containsExactly("CN=leaf", "CN=ca");
  }

  @Test
  void certificates_none_isAnError() {
    assertThatThrownBy(() -> PemText.certificates(AUTHORITY.keyPem()))
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessage("no CERTIFICATE in the PEM text");
  }

  @Test
  void privateKey_pkcs8_isRead() throws Exception {
    assertThat(PemText.privateKey(AUTHORITY.pem() + AUTHORITY.keyPem()))
        .isEqualTo(AUTHORITY.keys().getPrivate());
  }

  @Test
  void privateKey_pkcs1_isRead() throws Exception {
    PrivateKey key = AUTHORITY.issueRsa("rsa").keys().getPrivate();
    byte[] pkcs8 = key.getEncoded();
    byte[] pkcs1 = Arrays.copyOfRange(pkcs8, RSA_PREFIX_BYTES, pkcs8.length);

    assertThat(PemText.privateKey(TestCertificate.pem("RSA PRIVATE KEY", pkcs1))).isEqualTo(key);
  }

  @Test
  void privateKey_sec1AfterParameters_isRead() throws Exception {
    assertThat(PemText.privateKey(SEC_1).getAlgorithm()).isEqualTo("EC");
  }

  @Test
  void privateKey_sec1WithoutCurve_saysSo() {
    byte[] curveless = {0x30, 0x06, 0x02, 0x01, 0x01, 0x04, 0x01, 0x07};

    assertThatThrownBy(() -> PemText.privateKey(TestCertificate.pem("EC PRIVATE KEY", curveless)))
        .hasMessageContaining("does not name its curve");
  }

  @Test
  void privateKey_encrypted_saysSo() {
    byte[] any = "secret".getBytes(US_ASCII);

    assertThatThrownBy(() -> PemText.privateKey(TestCertificate.pem("ENCRYPTED PRIVATE KEY", any)))
        .hasMessageContaining("encrypted");
    String legacy =
        """
        -----BEGIN RSA PRIVATE KEY-----
        Proc-Type: 4,ENCRYPTED
        DEK-Info: AES-128-CBC,00

        AAAA
        -----END RSA PRIVATE KEY-----
        """;
    assertThatThrownBy(() -> PemText.privateKey(legacy)).hasMessageContaining("encrypted");
  }

  @Test
  void privateKey_damaged_tellsNothingOfIt() {
    byte[] any = "secret".getBytes(US_ASCII);

    assertThatThrownBy(() -> PemText.privateKey(TestCertificate.pem("PRIVATE KEY", any)))
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> PemText.privateKey(TestCertificate.pem("EC PRIVATE KEY", any)))
        .isInstanceOf(GeneralSecurityException.class);
  }
}

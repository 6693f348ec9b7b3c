package io.treeline.receiver.net;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The texts of a certificate, its key and the authorities of clients, as they were read.
///
/// @param clientCa null: clients need no certificate
record TlsFiles(String certificate, String key, @Nullable String clientCa) {
  private static final byte[] PROBE = {1, 2, 3};

  static TlsFiles read(TlsSettings settings) throws IOException {
    Pem clientCa = settings.clientCa();
    return new TlsFiles(
        PemText.read(settings.certificate()),
        PemText.read(settings.key()),
        clientCa == null ? null : PemText.read(clientCa));
  }

  /// The same with the certificate and key as they are now.
  TlsFiles withCertificateOf(TlsSettings settings) throws IOException {
    return new TlsFiles(
        PemText.read(settings.certificate()), PemText.read(settings.key()), clientCa);
  }

  /// The same with the authorities as they are now.
  TlsFiles withClientCaOf(TlsSettings settings) throws IOException {
    Pem pem = settings.clientCa();
    return new TlsFiles(certificate, key, pem == null ? null : PemText.read(pem));
  }

  /// The certificate and those that lead to its authority.
  List<X509Certificate> chain() throws GeneralSecurityException {
    return PemText.certificates(certificate);
  }

  /// The key of the chain's first certificate.
  ///
  /// @throws GeneralSecurityException if it is another one's
  PrivateKey privateKey() throws GeneralSecurityException {
    PrivateKey privateKey = PemText.privateKey(key);
    if (!matches(privateKey, chain().getFirst().getPublicKey())) {
      throw new GeneralSecurityException("the private key does not match the certificate");
    }
    return privateKey;
  }

  private static boolean matches(PrivateKey privateKey, PublicKey publicKey)
      throws GeneralSecurityException {
    String algorithm =
        switch (publicKey.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> publicKey.getAlgorithm();
        };
    try {
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(privateKey);
      signer.update(PROBE);
      Signature verifier = Signature.getInstance(algorithm);
      verifier.initVerify(publicKey);
      verifier.update(PROBE);
      return verifier.verify(signer.sign());
    } catch (java.security.InvalidKeyException | java.security.SignatureException e) {
      return false;
    }
  }

  @Nullable List<X509Certificate> clientAuthorities() throws GeneralSecurityException {
    return clientCa == null ? null : PemText.certificates(clientCa);
  }

  @Override
  public String toString() {
    return "TLS files";
  }
}

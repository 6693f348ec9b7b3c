package io.treeline.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// X.509 certificates for tests, written byte by byte (RFC 5280), as the platform makes none.
///
/// @param der the certificate
/// @param issuer who signed it; null: itself
public record TestCertificate(
    String name, KeyPair keys, byte[] der, @Nullable TestCertificate issuer) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final byte[] ECDSA_SHA256 = HexFormat.of().parseHex("06082A8648CE3D040302");
  private static final byte[] RSA_SHA256 = HexFormat.of().parseHex("06092A864886F70D01010B0500");
  private static final byte[] VERSION_3 = HexFormat.of().parseHex("A003020102");
  private static final byte[] COMMON_NAME = HexFormat.of().parseHex("0603550403");

  /// basicConstraints, critical, an authority.
  private static final byte[] AUTHORITY =
      HexFormat.of().parseHex("300F0603551D130101FF040530030101FF");

  private static final byte[] ALTERNATIVE_NAME = HexFormat.of().parseHex("0603551D11");
  private static final AtomicLong SERIAL = new AtomicLong(1);

  /// An authority with an EC key.
  public static TestCertificate authority(String name) {
    return of(name, ecKeys(), null, Duration.ofDays(1));
  }

  /// A certificate for `localhost` and 127.0.0.1, signed by this authority.
  public TestCertificate issue(String subject) {
    return of(subject, ecKeys(), this, Duration.ofDays(1));
  }

  /// The same with an RSA key.
  public TestCertificate issueRsa(String subject) {
    return of(subject, rsaKeys(), this, Duration.ofDays(1));
  }

  /// One that ended an hour ago.
  public TestCertificate issueExpired(String subject) {
    return of(subject, ecKeys(), this, Duration.ofHours(-1));
  }

  public String pem() {
    return pem("CERTIFICATE", der);
  }

  /// The certificate and those of its issuers, itself first.
  public String chainPem() {
    return issuer == null ? pem() : pem() + issuer.chainPem();
  }

  /// The key in PKCS#8.
  public String keyPem() {
    return pem("PRIVATE KEY", keys.getPrivate().getEncoded());
  }

  public static String pem(String label, byte[] content) {
    String body = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(content);
    return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
  }

  private static TestCertificate of(
      String name, KeyPair keys, @Nullable TestCertificate issuer, Duration life) {
    String issuerName = issuer == null ? name : issuer.name();
    KeyPair signer = issuer == null ? keys : issuer.keys();
    boolean rsa = signer.getPrivate().getAlgorithm().equals("RSA");
    byte[] algorithm = tlv(0x30, rsa ? RSA_SHA256 : ECDSA_SHA256);
    Instant end = Instant.now().plus(life);
    byte[] body =
        tlv(
            0x30,
            VERSION_3,
            tlv(0x02, new byte[] {(byte) SERIAL.getAndIncrement()}),
            algorithm,
            distinguished(issuerName),
            tlv(0x30, time(end.minus(Duration.ofDays(2))), time(end)),
            distinguished(name),
            keys.getPublic().getEncoded(),
            tlv(0xA3, tlv(0x30, issuer == null ? AUTHORITY : alternativeNames())));
    byte[] signature = signed(body, signer, rsa ? "SHA256withRSA" : "SHA256withECDSA");
    byte[] der = tlv(0x30, body, algorithm, tlv(0x03, new byte[1], signature));
    return new TestCertificate(name, keys, der, issuer);
  }

  private static byte[] distinguished(String name) {
    byte[] value = tlv(0x0C, name.getBytes(UTF_8));
    return tlv(0x30, tlv(0x31, tlv(0x30, COMMON_NAME, value)));
  }

  private static byte[] alternativeNames() {
    byte[] names =
        tlv(0x30, tlv(0x82, "localhost".getBytes(US_ASCII)), tlv(0x87, new byte[] {127, 0, 0, 1}));
    return tlv(0x30, ALTERNATIVE_NAME, tlv(0x04, names));
  }

  private static byte[] time(Instant instant) {
    return tlv(0x18, TIME.format(instant).getBytes(US_ASCII));
  }

  private static byte[] signed(byte[] content, KeyPair signer, String algorithm) {
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(signer.getPrivate());
      signature.update(content);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair ecKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair rsaKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2_048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] tlv(int tag, byte[]... parts) {
    var content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    var out = new ByteArrayOutputStream();
    out.write(tag);
    int length = content.size();
    if (length >= 0x100) {
      out.write(0x82);
      out.write(length >>> 8);
    } else if (length >= 0x80) {
      out.write(0x81);
    }
    out.write(length);
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }
}

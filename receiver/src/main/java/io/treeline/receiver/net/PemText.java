package io.treeline.receiver.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Certificates and keys in PEM text (RFC 7468); its problems are told without any of the text.
final class PemText {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

  /// PEM keys may be of any of these; the encoding names the algorithm, but only by number.
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

  private PemText() {}

  /// A block between its BEGIN and END lines.
  private record Block(String label, byte[] der) {}

  /// The text that is meant.
  ///
  /// @throws IOException if the file cannot be read
  static String read(Pem pem) throws IOException {
    return switch (pem) {
      case Pem.Inline inline -> inline.text();
      case Pem.File file -> {
        try {
          yield Files.readString(file.path(), UTF_8);
        } catch (NoSuchFileException e) {
          throw new IOException("there is no file " + file.path(), e);
        } catch (IOException e) {
          throw new IOException("cannot read " + file.path() + ": " + e.getMessage(), e);
        }
      }
    };
  }

  /// The certificates in the text, in its order, at least one.
  static List<X509Certificate> certificates(String text) throws GeneralSecurityException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<X509Certificate> certificates = new ArrayList<>();
    for (Block block : blocks(text)) {
      if (block.label().equals("CERTIFICATE")) {
        var der = new ByteArrayInputStream(block.der());
        certificates.add((X509Certificate) factory.generateCertificate(der));
      }
    }
    if (certificates.isEmpty()) {
      throw new CertificateException("no CERTIFICATE in the PEM text");
    }
    return certificates;
  }

  /// The first private key in the text: PKCS#8, PKCS#1 (RSA) or SEC 1 (EC), not encrypted.
  static PrivateKey privateKey(String text) throws GeneralSecurityException {
    for (Block block : blocks(text)) {
      switch (block.label()) {
        case "PRIVATE KEY" -> {
          return pkcs8(block.der());
        }
        case "RSA PRIVATE KEY" -> {
          return pkcs8(Pkcs8.ofRsa(block.der()));
        }
        case "EC PRIVATE KEY" -> {
          return pkcs8(Pkcs8.ofEc(block.der()));
        }
        case "ENCRYPTED PRIVATE KEY" ->
            throw new GeneralSecurityException("the key is encrypted; give it without a password");
        default -> {
          // EC PARAMETERS, or a certificate in the same file.
        }
      }
    }
    throw new GeneralSecurityException("no PRIVATE KEY in the PEM text");
  }

  private static PrivateKey pkcs8(byte[] der) throws GeneralSecurityException {
    var spec = new PKCS8EncodedKeySpec(der);
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (GeneralSecurityException e) {
        // Of another algorithm.
      }
    }
    throw new GeneralSecurityException("the key is neither RSA nor EC nor Ed25519, or damaged");
  }

  private static List<Block> blocks(String text) throws GeneralSecurityException {
    List<Block> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(text);
    while (matcher.find()) {
      if (matcher.group(2).contains("Proc-Type: 4,ENCRYPTED")) {
        throw new GeneralSecurityException("the key is encrypted; give it without a password");
      }
      try {
        byte[] base64 = matcher.group(2).getBytes(US_ASCII);
        blocks.add(new Block(matcher.group(1), Base64.getMimeDecoder().decode(base64)));
      } catch (IllegalArgumentException e) {
        throw new GeneralSecurityException("the PEM text is damaged", e);
      }
    }
    return blocks;
  }
}

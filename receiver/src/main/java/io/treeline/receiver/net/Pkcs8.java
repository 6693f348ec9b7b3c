package io.treeline.receiver.net;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;

/// Wraps the older encodings of private keys into PKCS#8 (RFC 5208), which is all the platform
/// reads.
final class Pkcs8 {
  private static final int OCTET_STRING = 0x04;
  private static final int OID = 0x06;
  private static final int SEQUENCE = 0x30;

  /// The parameters of a SEC 1 key: its curve.
  private static final int EC_PARAMETERS = 0xA0;

  /// Of the length of an element.
  private static final int MAX_LENGTH_BYTES = 3;

  private static final byte[] VERSION_0 = HexFormat.of().parseHex("020100");

  /// rsaEncryption (RFC 8017) with its NULL.
  private static final byte[] RSA = HexFormat.of().parseHex("06092A864886F70D0101010500");

  /// id-ecPublicKey (RFC 5480).
  private static final byte[] EC = HexFormat.of().parseHex("06072A8648CE3D0201");

  private Pkcs8() {}

  /// A PKCS#1 key (RFC 8017) in PKCS#8.
  static byte[] ofRsa(byte[] pkcs1) {
    return wrapped(RSA, pkcs1);
  }

  /// A SEC 1 key (RFC 5915) in PKCS#8.
  ///
  /// @throws GeneralSecurityException if it does not name its curve
  static byte[] ofEc(byte[] sec1) throws GeneralSecurityException {
    return wrapped(concat(EC, curve(sec1)), sec1);
  }

  private static byte[] wrapped(byte[] algorithm, byte[] key) {
    return tlv(SEQUENCE, concat(VERSION_0, tlv(SEQUENCE, algorithm), tlv(OCTET_STRING, key)));
  }

  /// The encoded object identifier of the curve.
  private static byte[] curve(byte[] sec1) throws GeneralSecurityException {
    try {
      int end = sec1.length;
      for (int at = content(sec1, 0); at < end; at = content(sec1, at) + length(sec1, at)) {
        if ((sec1[at] & 0xFF) == EC_PARAMETERS && sec1[content(sec1, at)] == OID) {
          int from = content(sec1, at);
          return Arrays.copyOfRange(sec1, from, content(sec1, from) + length(sec1, from));
        }
      }
    } catch (ArrayIndexOutOfBoundsException e) {
      throw new GeneralSecurityException("the EC key is damaged", e);
    }
    throw new GeneralSecurityException("the EC key does not name its curve; convert it to PKCS#8");
  }

  /// Where the content of the element begins that is at `at`.
  private static int content(byte[] der, int at) {
    int first = der[at + 1] & 0xFF;
    return at + 2 + (first < 0x80 ? 0 : first & 0x7F);
  }

  private static int length(byte[] der, int at) throws GeneralSecurityException {
    int first = der[at + 1] & 0xFF;
    if (first < 0x80) {
      return first;
    }
    if ((first & 0x7F) > MAX_LENGTH_BYTES) {
      throw new GeneralSecurityException("the EC key is damaged");
    }
    int length = 0;
    for (int i = 0; i < (first & 0x7F); i++) {
      length = (length << 8) | (der[at + 2 + i] & 0xFF);
    }
    return length;
  }

  private static byte[] tlv(int tag, byte[] content) {
    var out = new ByteArrayOutputStream();
    out.write(tag);
    if (content.length < 0x80) {
      out.write(content.length);
    } else {
      int bytes = content.length < 0x100 ? 1 : content.length < 0x10000 ? 2 : 3;
      out.write(0x80 | bytes);
      for (int i = bytes - 1; i >= 0; i--) {
        out.write(content.length >>> (8 * i));
      }
    }
    out.writeBytes(content);
    return out.toByteArray();
  }

  private static byte[] concat(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}

package io.treeline.receiver.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.Crypt;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.codec.digest.Md5Crypt;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.bcrypt.BCrypt;

/// The password of an htpasswd line in any of the encodings that the Collector takes. Never
/// printed.
///
/// Source: github.com/tg123/go-htpasswd, `DefaultSystems`.
interface PasswordHash {
  Pattern BCRYPT = Pattern.compile("\\$2[aby]\\$\\d\\d\\$[./A-Za-z0-9]{53}");
  Pattern APR1 = Pattern.compile("\\$apr1\\$[^$]{1,8}\\$[./A-Za-z0-9]{22}");
  Pattern CRYPT = Pattern.compile("\\$[156]\\$(rounds=\\d+\\$)?[^$]{0,16}\\$[./A-Za-z0-9]+");
  String SHA = "{SHA}";
  String SSHA = "{SSHA}";
  int SHA1_BYTES = 20;

  boolean matches(String password);

  /// Null for an encoding that is known and damaged; what is of no known one is the password.
  static @Nullable PasswordHash of(String encoded) {
    if (encoded.startsWith("$2")) {
      return BCRYPT.matcher(encoded).matches()
          ? password -> BCrypt.checkpw(password, encoded)
          : null;
    }
    if (encoded.startsWith("$apr1$")) {
      return APR1.matcher(encoded).matches()
          ? password -> same(encoded, Md5Crypt.apr1Crypt(password.getBytes(UTF_8), encoded))
          : null;
    }
    if (encoded.startsWith("$1$") || encoded.startsWith("$5$") || encoded.startsWith("$6$")) {
      return CRYPT.matcher(encoded).matches()
          ? password -> same(encoded, Crypt.crypt(password, encoded))
          : null;
    }
    if (encoded.startsWith(SHA)) {
      return sha(encoded.substring(SHA.length()), SHA1_BYTES);
    }
    if (encoded.startsWith(SSHA)) {
      return sha(encoded.substring(SSHA.length()), Integer.MAX_VALUE);
    }
    return password -> same(encoded, password);
  }

  /// SHA-1 in base64, followed by its salt if there is one.
  private static @Nullable PasswordHash sha(String base64, int maxBytes) {
    byte[] decoded;
    try {
      decoded = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      return null;
    }
    if (decoded.length < SHA1_BYTES || decoded.length > maxBytes) {
      return null;
    }
    byte[] expected = Arrays.copyOf(decoded, SHA1_BYTES);
    byte[] salt = Arrays.copyOfRange(decoded, SHA1_BYTES, decoded.length);
    return password -> {
      MessageDigest sha1 = DigestUtils.getSha1Digest();
      sha1.update(password.getBytes(UTF_8));
      return MessageDigest.isEqual(expected, sha1.digest(salt));
    };
  }

  private static boolean same(String expected, String actual) {
    return MessageDigest.isEqual(
        DigestUtils.sha256(expected.getBytes(UTF_8)), DigestUtils.sha256(actual.getBytes(UTF_8)));
  }
}

package io.treeline.receiver.net;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLParameters;

/// The Collector's names of cipher suites, groups and versions in the platform's words.
///
/// Source: the Collector's config/configtls, which has Go's names (crypto/tls).
final class TlsNames {
  /// Go's names of groups; the platform has no X25519MLKEM768 yet.
  private static final Map<String, String> GROUPS =
      Map.of(
          "X25519", "x25519",
          "P256", "secp256r1",
          "P384", "secp384r1",
          "P521", "secp521r1");

  private static final String UNSUPPORTED_GROUP = "X25519MLKEM768";

  /// Constants of Go that lack the hash in their name.
  private static final Map<String, String> OLD_SUITES =
      Map.of(
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256");

  private static final List<String> SUITES_OF_1_3 =
      List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

  private TlsNames() {}

  /// The versions from the least to the greatest.
  static List<String> versions(TlsSettings settings) {
    List<String> versions = new ArrayList<>();
    for (String version : List.of(TlsSettings.TLS_1_2, TlsSettings.TLS_1_3)) {
      if (version.compareTo(settings.minVersion()) >= 0
          && version.compareTo(settings.maxVersion()) <= 0) {
        versions.add(version);
      }
    }
    if (versions.isEmpty()) {
      throw new IllegalArgumentException("min_version is greater than max_version");
    }
    return versions;
  }

  /// The suites to offer; as in Go, those of TLS 1.3 cannot be chosen and are always among them.
  static List<String> cipherSuites(TlsSettings settings, SSLParameters supported) {
    Set<String> known = Set.of(supported.getCipherSuites());
    Set<String> suites = new LinkedHashSet<>(SUITES_OF_1_3);
    for (String name : settings.cipherSuites()) {
      String suite = OLD_SUITES.getOrDefault(name, name);
      if (!known.contains(suite)) {
        throw new IllegalArgumentException("there is no cipher suite " + name);
      }
      suites.add(suite);
    }
    return List.copyOf(suites);
  }

  /// The groups to offer, empty for the platform's; one it does not have yet is left out if others
  /// remain.
  static List<String> groups(TlsSettings settings) {
    List<String> groups = new ArrayList<>();
    for (String name : settings.curves()) {
      if (GROUPS.containsKey(name)) {
        groups.add(GROUPS.get(name));
      } else if (GROUPS.containsValue(name)) {
        groups.add(name);
      } else if (!name.equals(UNSUPPORTED_GROUP) || settings.curves().size() == 1) {
        throw new IllegalArgumentException("there is no curve " + name);
      }
    }
    return groups;
  }
}

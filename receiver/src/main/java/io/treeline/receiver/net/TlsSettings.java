package io.treeline.receiver.net;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The server side of TLS, as the Collector's `tls` section has it (config/configtls).
///
/// @param clientCa who signs client certificates; then every client needs one. Null: none is asked
/// @param reloadInterval how often the files are looked at again; zero: never
/// @param reloadClientCa whether `clientCa` is read again as soon as it changes
/// @param minVersion `TLSv1.2` or `TLSv1.3`; also for `maxVersion`
/// @param cipherSuites names of Java's, empty: the platform's
/// @param curves names of groups, empty: the platform's
public record TlsSettings(
    Pem certificate,
    Pem key,
    @Nullable Pem clientCa,
    Duration reloadInterval,
    boolean reloadClientCa,
    String minVersion,
    String maxVersion,
    List<String> cipherSuites,
    List<String> curves) {
  public static final String TLS_1_2 = "TLSv1.2";
  public static final String TLS_1_3 = "TLSv1.3";

  public TlsSettings {
    cipherSuites = List.copyOf(cipherSuites);
    curves = List.copyOf(curves);
  }

  /// A certificate and its key, any client, TLS 1.2 and 1.3, read once.
  public static TlsSettings of(Pem certificate, Pem key) {
    return new TlsSettings(
        certificate, key, null, Duration.ZERO, false, TLS_1_2, TLS_1_3, List.of(), List.of());
  }
}

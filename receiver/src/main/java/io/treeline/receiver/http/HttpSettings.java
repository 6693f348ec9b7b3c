package io.treeline.receiver.http;

import io.treeline.receiver.auth.AuthSettings;
import io.treeline.receiver.codec.ContentCoding;
import io.treeline.receiver.net.ListenAddress;
import io.treeline.receiver.net.TlsSettings;
import io.treeline.receiver.scan.Signal;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How OTLP/HTTP is served.
///
/// @param maxMessageBytes the largest body, on the wire and after decompression
/// @param paths which path takes which signal
/// @param codings the content codings that bodies may have
/// @param responseHeaders sent with every answer
/// @param cors null: browsers of other origins are told nothing
/// @param tls null: cleartext
/// @param auth null: anyone may send
public record HttpSettings(
    ListenAddress address,
    int maxMessageBytes,
    Map<String, Signal> paths,
    Set<ContentCoding> codings,
    Map<String, String> responseHeaders,
    boolean keepAlive,
    HttpTimeouts timeouts,
    @Nullable CorsSettings cors,
    @Nullable TlsSettings tls,
    @Nullable AuthSettings auth) {

  /// The paths of the specification, and Langfuse's, which many SDK set-ups name.
  public static final Map<String, Signal> STANDARD_PATHS =
      Map.of(
          "/v1/traces", Signal.TRACES,
          "/v1/logs", Signal.LOGS,
          "/v1/metrics", Signal.METRICS,
          "/api/public/otel/v1/traces", Signal.TRACES,
          "/api/public/otel/v1/logs", Signal.LOGS,
          "/api/public/otel/v1/metrics", Signal.METRICS);

  public HttpSettings {
    if (maxMessageBytes <= 0) {
      throw new IllegalArgumentException("maxMessageBytes");
    }
    paths = Map.copyOf(paths);
    codings = Set.copyOf(codings);
    responseHeaders = Map.copyOf(responseHeaders);
  }

  /// Cleartext for anyone, with defaults.
  public static HttpSettings open(ListenAddress address, int maxMessageBytes) {
    return new HttpSettings(
        address,
        maxMessageBytes,
        STANDARD_PATHS,
        EnumSet.allOf(ContentCoding.class),
        Map.of(),
        true,
        HttpTimeouts.DEFAULT,
        null,
        null,
        null);
  }

  /// The same with a message limit of at most `limitBytes`.
  public HttpSettings within(long limitBytes) {
    return new HttpSettings(
        address,
        (int) Math.min(maxMessageBytes, limitBytes),
        paths,
        codings,
        responseHeaders,
        keepAlive,
        timeouts,
        cors,
        tls,
        auth);
  }

  /// The same somewhere else.
  public HttpSettings at(ListenAddress other) {
    return new HttpSettings(
        other,
        maxMessageBytes,
        paths,
        codings,
        responseHeaders,
        keepAlive,
        timeouts,
        cors,
        tls,
        auth);
  }
}

package io.treeline.receiver.http;

import static io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames.ACCESS_CONTROL_ALLOW_CREDENTIALS;
import static io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS;
import static io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS;
import static io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN;
import static io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS;
import static io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames.ACCESS_CONTROL_MAX_AGE;
import static io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames.ACCESS_CONTROL_REQUEST_HEADERS;
import static io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames.ACCESS_CONTROL_REQUEST_METHOD;
import static io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames.ORIGIN;
import static io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames.VARY;

import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaders;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpMethod;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpRequest;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What browsers are told about requests from pages of other origins.
///
/// Nothing is refused here: a browser that is not told what it wants to hear refuses by itself.
/// Source: the Fetch standard, "CORS protocol", as rs/cors does it, which the Collector uses.
final class Cors {
  private static final String ANY = "*";

  /// Methods that need no leave.
  private static final Set<String> METHODS = Set.of("GET", "POST", "HEAD", "OPTIONS");

  /// What scripts may always send; the Collector's documentation says so, its code does not.
  private static final Set<String> STANDARD_HEADERS =
      Set.of("accept", "accept-language", "content-language", "content-type");

  /// What they may send besides when nothing is configured.
  private static final String DEFAULT_HEADER = "x-requested-with";

  private static final String PREFLIGHT_VARY =
      "Origin, Access-Control-Request-Method, Access-Control-Request-Headers";

  private final List<String> origins;
  private final Set<String> headers;
  private final String exposedHeaders;
  private final long maxAgeSeconds;

  Cors(CorsSettings settings) {
    this.origins = settings.allowedOrigins().stream().map(Cors::lowerCase).toList();
    this.headers =
        settings.allowedHeaders().isEmpty()
            ? Set.of(DEFAULT_HEADER)
            : settings.allowedHeaders().stream().map(Cors::lowerCase).collect(Collectors.toSet());
    this.exposedHeaders = String.join(", ", settings.exposedHeaders());
    this.maxAgeSeconds = settings.maxAge().toSeconds();
  }

  private static String lowerCase(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /// Whether a request only asks for leave; then it is answered with 204 and [#answerPreflight].
  static boolean isPreflight(HttpRequest request) {
    String method = request.headers().get(ACCESS_CONTROL_REQUEST_METHOD);
    return request.method().equals(HttpMethod.OPTIONS) && method != null && !method.isEmpty();
  }

  void answerPreflight(HttpHeaders request, HttpHeaders answer) {
    answer.add(VARY, PREFLIGHT_VARY);
    String origin = request.get(ORIGIN);
    String method = request.get(ACCESS_CONTROL_REQUEST_METHOD);
    List<String> wanted = request.getAll(ACCESS_CONTROL_REQUEST_HEADERS);
    if (!allows(origin) || !allowsMethod(method) || !allowsHeaders(wanted)) {
      return;
    }
    allow(origin, answer);
    answer.set(ACCESS_CONTROL_ALLOW_METHODS, method);
    if (!wanted.isEmpty() && !wanted.getFirst().isEmpty()) {
      answer.set(ACCESS_CONTROL_ALLOW_HEADERS, wanted);
    }
    if (maxAgeSeconds != 0) {
      answer.set(ACCESS_CONTROL_MAX_AGE, Long.toString(Math.max(0, maxAgeSeconds)));
    }
  }

  /// Adds to the answer of a request that is not [#isPreflight].
  void answer(HttpRequest request, HttpHeaders answer) {
    answer.add(VARY, "Origin");
    String origin = request.headers().get(ORIGIN);
    if (!allows(origin) || !allowsMethod(request.method().name())) {
      return;
    }
    allow(origin, answer);
    if (!exposedHeaders.isEmpty()) {
      answer.set(ACCESS_CONTROL_EXPOSE_HEADERS, exposedHeaders);
    }
  }

  private void allow(@Nullable String origin, HttpHeaders answer) {
    answer.set(ACCESS_CONTROL_ALLOW_ORIGIN, origins.contains(ANY) ? ANY : origin);
    answer.set(ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
  }

  private static boolean allowsMethod(@Nullable String method) {
    return method != null && METHODS.contains(method);
  }

  private boolean allows(@Nullable String origin) {
    if (origin == null || origin.isEmpty()) {
      return false;
    }
    String word = lowerCase(origin);
    return origins.stream().anyMatch(pattern -> matches(pattern, word));
  }

  private static boolean matches(String pattern, String origin) {
    int star = pattern.indexOf(ANY);
    if (star < 0) {
      return pattern.equals(origin);
    }
    return origin.length() >= pattern.length() - 1
        && origin.startsWith(pattern.substring(0, star))
        && origin.endsWith(pattern.substring(star + 1));
  }

  private boolean allowsHeaders(List<String> wanted) {
    return headers.contains(ANY)
        || wanted.stream()
            .flatMap(value -> List.of(value.split(",", -1)).stream())
            .map(name -> lowerCase(name.strip()))
            .allMatch(name -> headers.contains(name) || STANDARD_HEADERS.contains(name));
  }
}

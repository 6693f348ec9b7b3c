package io.treeline.query.api;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A request: method, path and query as encoded on the wire, and the headers that matter, by
/// lower-case name.
public record ApiRequest(
    String method, String rawPath, @Nullable String rawQuery, Map<String, String> headers) {
  public ApiRequest {
    headers = Map.copyOf(headers);
  }

  /// A `GET` whose path is already encoded; see [#segment].
  public static ApiRequest get(String rawPath, Map<String, String> parameters) {
    return of("GET", rawPath, parameters);
  }

  /// The same with another method.
  public static ApiRequest of(String method, String rawPath, Map<String, String> parameters) {
    return new ApiRequest(method, rawPath, encode(parameters), Map.of());
  }

  /// One path segment, encoded so that a slash in it stays part of it.
  public static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace(".", "%2E");
  }

  public @Nullable String header(String lowerCaseName) {
    return headers.get(lowerCaseName);
  }

  private static @Nullable String encode(Map<String, String> parameters) {
    if (parameters.isEmpty()) {
      return null;
    }
    return new TreeMap<>(parameters)
        .entrySet().stream()
            .map(entry -> segment(entry.getKey()) + "=" + segment(entry.getValue()))
            .collect(Collectors.joining("&"));
  }
}

package io.treeline.query.api;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the endpoint of a path. Segments are compared as they stand and decoded afterwards, so an
/// encoded slash never splits one.
final class Router {
  private static final String VARIABLE = "{id}";

  private final List<Route> routes = new ArrayList<>();

  /// Answers requests to one path.
  @FunctionalInterface
  interface Endpoint {
    void answer(Call call) throws IOException;
  }

  /// A request on its way through an endpoint: `ids` are the path's variables in order.
  record Call(ApiRequest request, List<String> ids, Parameters parameters, ApiResponse response) {
    /// The path's first variable.
    String id() {
      return ids.getFirst();
    }
  }

  private record Route(String method, List<String> segments, Endpoint endpoint) {}

  Router add(String path, Endpoint endpoint) {
    return add("GET", path, endpoint);
  }

  /// Methods that change something are such that a browser asks before it sends them from a page of
  /// another origin: never `POST`.
  Router add(String method, String path, Endpoint endpoint) {
    routes.add(new Route(method, split(path), endpoint));
    return this;
  }

  void answer(ApiRequest request, ApiResponse response) throws IOException {
    List<String> path = split(request.rawPath());
    List<String> methods = new ArrayList<>();
    for (Route route : routes) {
      List<String> ids = match(route.segments, path);
      if (ids != null && !route.method.equals(request.method())) {
        methods.add(route.method);
      } else if (ids != null) {
        Parameters parameters = Parameters.parse(request.rawQuery());
        route.endpoint.answer(
            new Call(request, ids.stream().map(Router::decode).toList(), parameters, response));
        return;
      }
    }
    throw methods.isEmpty()
        ? ApiException.notFound("nothing is served at this path")
        : ApiException.notAllowed(String.join(", ", methods));
  }

  private static List<String> split(String path) {
    return List.of(path.split("/", -1));
  }

  /// The variables' raw texts, or null when the path does not match.
  private static @Nullable List<String> match(List<String> route, List<String> path) {
    if (route.size() != path.size()) {
      return null;
    }
    List<String> ids = new ArrayList<>(1);
    for (int i = 0; i < route.size(); i++) {
      if (route.get(i).equals(VARIABLE) && !path.get(i).isEmpty()) {
        ids.add(path.get(i));
      } else if (!route.get(i).equals(path.get(i))) {
        return null;
      }
    }
    return ids;
  }

  /// Decodes a path segment, where unlike in a query `+` stands for itself.
  private static String decode(String segment) {
    try {
      return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw ApiException.badParameter("id", "the id is not percent-encoded UTF-8");
    }
  }
}

package io.treeline.query.api;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/// Where an answer goes.
@FunctionalInterface
public interface ApiResponse {

  /// Begins the answer, once; the body is written to the result, which the caller of
  /// [ApiHandler#handle] finishes. A 304 has no body.
  OutputStream begin(int status, Map<String, String> headers) throws IOException;
}

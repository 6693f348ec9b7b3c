package io.treeline.query.api;

import java.io.IOException;

/// Answers read requests: in-process over a store, or by asking a server.
public interface ApiHandler {

  /// Answers one request; failures become problem documents with their status.
  ///
  /// @throws IOException if the answer cannot be delivered, or breaks off after it began
  void handle(ApiRequest request, ApiResponse response) throws IOException;
}

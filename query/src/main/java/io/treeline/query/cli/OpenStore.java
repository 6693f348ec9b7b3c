package io.treeline.query.cli;

import io.treeline.query.api.ApiHandler;

/// The read API over a store that is held open until closed.
public interface OpenStore extends ApiHandler, AutoCloseable {
  @Override
  void close();
}

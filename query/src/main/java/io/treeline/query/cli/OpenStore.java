package io.treeline.query.cli;

import io.treeline.query.api.ApiHandler;

/// The read API over a store that is held open until closed.
public interface OpenStore extends ApiHandler, AutoCloseable {
  /// Makes everything anew that can be derived from the log, even where it cannot be read; answers
  /// how many records were indexed. Only of a store opened alone.
  long reindexFromScratch();

  @Override
  void close();
}

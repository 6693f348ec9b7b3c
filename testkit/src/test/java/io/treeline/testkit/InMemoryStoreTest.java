package io.treeline.testkit;

import io.treeline.model.store.Journal;
import io.treeline.model.store.SpanReader;

/// The store that tests of other modules run on keeps what the real one promises.
final class InMemoryStoreTest extends JournalContract {
  private final InMemoryStore store = new InMemoryStore();

  @Override
  protected Journal journal() {
    return store;
  }

  @Override
  protected SpanReader spans() {
    return store;
  }
}

package io.treeline.app.server;

import io.treeline.model.ingest.Chunk;
import io.treeline.model.read.RunReader;
import io.treeline.model.store.StoreOperations;
import io.treeline.processor.read.Forgetting;
import io.treeline.processor.view.TimeSource;
import io.treeline.storage.RocksStore;
import java.nio.file.Path;
import java.util.function.Consumer;

/// What operators may ask of a store, whether a server has it open or a command alone.
public final class Operations implements StoreOperations {
  private final RocksStore store;
  private final Forgetting forgetting;

  /// @param append makes a record durable, or throws `StoreException`
  public Operations(RocksStore store, RunReader reader, Consumer<Chunk> append) {
    this.store = store;
    this.forgetting = new Forgetting(reader, append, store.erasure(), TimeSource.SYSTEM);
  }

  @Override
  public Forgotten forget(Scope scope, String id) {
    return forgetting.forget(scope, id);
  }

  @Override
  public void backup(Path directory) {
    store.backup(directory);
  }

  @Override
  public void reindex() {
    store.reindex();
  }
}

package io.treeline.app;

import io.treeline.app.config.Config.AgentTreesConfig;
import io.treeline.app.server.Meaning;
import io.treeline.app.server.Operations;
import io.treeline.app.server.StoredMeaning;
import io.treeline.model.read.RunReader;
import io.treeline.model.telemetry.Telemetry;
import io.treeline.processor.read.OfflineViews;
import io.treeline.processor.view.TimeSource;
import io.treeline.query.api.ApiRequest;
import io.treeline.query.api.ApiResponse;
import io.treeline.query.api.QueryApi;
import io.treeline.query.api.ServerInfo;
import io.treeline.query.cli.OpenStore;
import io.treeline.storage.RocksStore;
import io.treeline.storage.StoreSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A store that a command opens itself, because no server answers for it.
///
/// What the stored views lack is caught up with in memory, as the server that last ran would have
/// understood it.
final class StoppedStore implements OpenStore {
  private final Path directory;
  private final boolean alone;
  private @Nullable RocksStore opened;
  private @Nullable QueryApi api;

  private StoppedStore(Path directory, boolean alone) {
    this.directory = directory;
    this.alone = alone;
  }

  /// For reading, beside whoever writes; nothing is written.
  static OpenStore open(Path directory) {
    StoppedStore store = new StoppedStore(directory, false);
    store.opened = RocksStore.openReadOnlyView(directory);
    return store;
  }

  /// For a command that changes it, with nobody beside.
  static OpenStore openAlone(Path directory) {
    RocksStore.requireStore(directory);
    return new StoppedStore(directory, true);
  }

  @Override
  public void handle(ApiRequest request, ApiResponse response) throws IOException {
    if (api == null) {
      api = api(store());
    }
    api.handle(request, response);
  }

  private RocksStore store() {
    if (opened == null) {
      opened = RocksStore.open(StoreSettings.defaults(directory));
    }
    return opened;
  }

  private QueryApi api(RocksStore store) {
    store.tryCatchUp();
    AgentTreesConfig meaning = StoredMeaning.read(directory);
    RunReader reader =
        OfflineViews.open(
            store.spans(),
            store.views(),
            store.trees(),
            Meaning.interpreter(meaning),
            Meaning.viewSettings(meaning),
            TimeSource.SYSTEM);
    return new QueryApi(
        reader,
        new Telemetry(),
        ServerInfo.offline(Main.version()),
        InstantSource.system(),
        alone
            ? new Operations(store, reader, chunk -> store.journal().append(List.of(chunk)))
            : null);
  }

  @Override
  public long reindexFromScratch() {
    return RocksStore.reindexFromScratch(StoreSettings.defaults(directory), StoredEntries::read);
  }

  @Override
  public void close() {
    if (opened != null) {
      opened.close();
    }
  }
}

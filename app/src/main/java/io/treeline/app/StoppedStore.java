package io.treeline.app;

import io.treeline.app.config.Config;
import io.treeline.app.config.ConfigLoader;
import io.treeline.app.server.Meaning;
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
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// A store read by a command itself, because no server answers for it.
///
/// What the stored views lack is caught up with in memory; nothing is written.
final class StoppedStore implements OpenStore {
  private final RocksStore store;
  private final QueryApi api;

  private StoppedStore(RocksStore store, QueryApi api) {
    this.store = store;
    this.api = api;
  }

  static OpenStore open(Path directory) {
    Config defaults = ConfigLoader.load(List.of(), List.of(), Map.of());
    RocksStore store = RocksStore.openReadOnlyView(directory);
    boolean opened = false;
    try {
      store.tryCatchUp();
      RunReader reader =
          OfflineViews.open(
              store.spans(),
              store.views(),
              store.trees(),
              Meaning.interpreter(defaults.agentTrees()),
              Meaning.viewSettings(defaults.agentTrees()),
              TimeSource.SYSTEM);
      QueryApi api =
          new QueryApi(
              reader, new Telemetry(), ServerInfo.offline(Main.version()), InstantSource.system());
      opened = true;
      return new StoppedStore(store, api);
    } finally {
      if (!opened) {
        store.close();
      }
    }
  }

  @Override
  public void handle(ApiRequest request, ApiResponse response) throws IOException {
    api.handle(request, response);
  }

  @Override
  public void close() {
    store.close();
  }
}

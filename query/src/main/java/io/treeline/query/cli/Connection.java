package io.treeline.query.cli;

import io.treeline.query.api.ApiException;
import io.treeline.query.api.ApiHandler;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Whom a command asks: the server given, else the one that owns the data directory, else the store
/// itself.
record Connection(ApiHandler api, AutoCloseableQuietly resource) implements AutoCloseable {

  /// A resource whose closing does not fail.
  @FunctionalInterface
  interface AutoCloseableQuietly extends AutoCloseable {
    @Override
    void close();
  }

  static Connection open(StoreOpener stores, Path data, @Nullable String endpoint) {
    if (endpoint != null) {
      return remote(endpoint);
    }
    String owner = EndpointsFile.liveQueryAddress(data);
    if (owner != null) {
      return remote(owner);
    }
    OpenStore store = stores.open(data);
    return new Connection(store, store::close);
  }

  private static Connection remote(String endpoint) {
    try {
      return new Connection(RemoteApi.of(endpoint), () -> {});
    } catch (IllegalArgumentException e) {
      throw ApiException.badParameter("endpoint", e);
    }
  }

  @Override
  public void close() {
    resource.close();
  }
}

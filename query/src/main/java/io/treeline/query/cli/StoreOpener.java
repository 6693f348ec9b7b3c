package io.treeline.query.cli;

import java.nio.file.Path;

/// Opens a store that no server answers for.
@FunctionalInterface
public interface StoreOpener {

  /// Opens it for reading; the caller closes the result.
  ///
  /// @throws io.treeline.model.store.StoreException if there is none, or it cannot be opened
  OpenStore open(Path directory);
}

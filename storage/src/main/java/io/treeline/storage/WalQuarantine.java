package io.treeline.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// Keeps what is about to be given up: copies of write-ahead logs that could not be read to their
/// end, in `quarantine-1`, `quarantine-2`, … beside the database.
final class WalQuarantine {
  private WalQuarantine() {}

  static Path copy(StoreDirectory directory) throws IOException {
    Path target = next(directory.path());
    Files.createDirectory(target);
    try (Stream<Path> files = Files.list(directory.database())) {
      for (Path file : files.filter(WalQuarantine::isWal).toList()) {
        Files.copy(file, target.resolve(file.getFileName()));
      }
    }
    return target;
  }

  private static Path next(Path store) {
    int number = 1;
    while (Files.exists(store.resolve("quarantine-" + number))) {
      number++;
    }
    return store.resolve("quarantine-" + number);
  }

  private static boolean isWal(Path file) {
    return file.getFileName().toString().endsWith(".log");
  }
}

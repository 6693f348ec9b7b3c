package io.treeline.storage;

import io.treeline.model.store.StoreStats;
import io.treeline.proto.store.v1.StoreHeader;
import io.treeline.storage.codec.Bucket;
import io.treeline.storage.codec.Cursor;
import io.treeline.storage.codec.Keys;
import io.treeline.storage.codec.LowWaterMark;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a store holds and how much room it takes.
final class StoreSizes {
  private StoreSizes() {}

  static StoreStats read(Path directory, StoreSnapshot snapshot) {
    Map<String, Long> byFamily = new TreeMap<>();
    for (Family family : Family.values()) {
      byFamily.put(family.word(), snapshot.bytes(family));
    }
    List<Bucket> buckets = BucketRegistry.kept(snapshot);
    LowWaterMark low = snapshot.lowWater();
    StoreHeader header = RocksOpener.readHeader(snapshot, directory);
    byte[] cursor = snapshot.get(Family.DEFAULT, Keys.cursor());
    return new StoreStats(
        directory.toString(),
        HexFormat.of().formatHex(header.getStoreUuid().toByteArray()),
        header.getSchemaVersion(),
        bytesOnDisk(directory),
        byFamily,
        buckets.stream().mapToLong(Bucket::chunks).sum(),
        buckets.stream().mapToLong(Bucket::bytes).sum(),
        buckets.stream().mapToLong(Bucket::storedBytes).sum(),
        buckets.size(),
        buckets.isEmpty() ? low.sequence() - 1 : buckets.getLast().lastSequence(),
        cursor == null ? 0 : Cursor.read(cursor),
        buckets.isEmpty() ? 0 : buckets.getFirst().firstArrivalUnixNanos(),
        new StoreStats.Dropped(
            low.droppedBuckets(),
            low.droppedRecords(),
            low.droppedBytes(),
            low.droppedUntilUnixNanos()));
  }

  /// What all files in a store's directory take now.
  static long bytesOnDisk(Path directory) {
    FileSizes sizes = new FileSizes();
    try {
      Files.walkFileTree(directory, sizes);
    } catch (IOException e) {
      throw StoreFailures.onList(directory, e);
    }
    return sizes.bytes;
  }

  /// Adds up sizes; files come and go while they are counted.
  private static final class FileSizes extends SimpleFileVisitor<Path> {
    private long bytes;

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      bytes += attributes.isRegularFile() ? attributes.size() : 0;
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (e instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw e;
    }
  }
}

package io.treeline.storage;

import io.treeline.model.ingest.RefusalReason;
import io.treeline.model.store.StoreException;
import io.treeline.model.store.StoreStats;
import io.treeline.proto.store.v1.StoreHeader;
import io.treeline.storage.codec.Bucket;
import io.treeline.storage.codec.BucketCodec;
import io.treeline.storage.codec.Cursor;
import io.treeline.storage.codec.Keys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What a store holds and how much room it takes.
final class StoreSizes {
  private StoreSizes() {}

  static StoreStats read(Path directory, StoreSnapshot snapshot) {
    Map<String, Long> byFamily = new TreeMap<>();
    for (Family family : Family.values()) {
      byFamily.put(family.word(), snapshot.bytes(family));
    }
    List<Bucket> buckets = buckets(snapshot);
    StoreHeader header = RocksOpener.readHeader(snapshot, directory);
    byte[] cursor = snapshot.get(Family.DEFAULT, Keys.cursor());
    return new StoreStats(
        directory.toString(),
        HexFormat.of().formatHex(header.getStoreUuid().toByteArray()),
        header.getSchemaVersion(),
        bytesOnDisk(directory),
        byFamily,
        buckets.stream().mapToLong(Bucket::chunks).sum(),
        buckets.size(),
        buckets.isEmpty() ? 0 : buckets.getLast().lastSequence(),
        cursor == null ? 0 : Cursor.read(cursor),
        buckets.isEmpty() ? 0 : buckets.getFirst().firstArrivalUnixNanos());
  }

  private static List<Bucket> buckets(StoreSnapshot snapshot) {
    List<Bucket> buckets = new ArrayList<>();
    try (RowCursor rows = snapshot.rows(Family.DEFAULT, Keys.buckets())) {
      for (; rows.isValid(); rows.next()) {
        buckets.add(BucketCodec.read(rows.key(), rows.value()));
      }
    }
    return buckets;
  }

  private static long bytesOnDisk(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.mapToLong(StoreSizes::fileBytes).sum();
    } catch (IOException | UncheckedIOException e) {
      throw new StoreException(
          RefusalReason.STORE_FAILED, "the files in " + directory + " cannot be listed", e);
    }
  }

  /// Files come and go while they are counted.
  private static long fileBytes(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.size(file) : 0;
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

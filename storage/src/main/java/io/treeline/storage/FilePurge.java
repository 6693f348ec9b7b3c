package io.treeline.storage;

import io.treeline.storage.codec.Bucket;
import io.treeline.storage.codec.ErasedRange;
import io.treeline.storage.codec.Keys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.CompactRangeOptions.BottommostLevelCompaction;
import org.rocksdb.LiveFileMetaData;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/// Makes deleted rows leave the disk: rewrites the data files that may still hold them and waits
/// until these and the write-ahead logs of that time are gone.
final class FilePurge {
  private static final String OLDEST_SNAPSHOT = "rocksdb.oldest-snapshot-sequence";
  private static final int WAITS = 250;
  private static final long WAIT_MILLIS = 20;

  private final Path database;
  private final RocksHandle handle;
  private final RocksDB db;

  /// @param handle in use by the caller
  FilePurge(Path database, RocksHandle handle) {
    this.database = database;
    this.handle = handle;
    this.db = handle.db();
  }

  /// The last record of the data file that holds a record, or that record itself when it is in no
  /// file yet.
  static long endOfLogFile(RocksHandle handle, long sequence) {
    KeyRange record = new KeyRange(Keys.sequence(sequence), Keys.sequence(sequence));
    return handle.db().getLiveFilesMetaData().stream()
        .filter(file -> isOf(Family.LOG, file) && record.overlaps(file))
        .mapToLong(file -> Keys.lastSequence(file.largestKey()))
        .min()
        .orElse(sequence);
  }

  /// The range of keys that one family may hold of what was erased.
  private record KeyRange(byte[] from, byte[] to) {
    boolean overlaps(LiveFileMetaData file) {
      return Arrays.compareUnsigned(file.largestKey(), from) >= 0
          && Arrays.compareUnsigned(file.smallestKey(), to) <= 0;
    }
  }

  /// Purges the files of what is deleted already, of the given stretch of the log and its buckets.
  ///
  /// @return false if a reader still holds on to the state before, or files stay; try again later
  boolean purge(ErasedRange range, List<Bucket> buckets) throws RocksDBException {
    handle.flushAll();
    if (isSeenByAReader()) {
      return false;
    }
    List<Path> stale = new ArrayList<>(olderLogs());
    for (Map.Entry<Family, KeyRange> touched : touched(range, buckets).entrySet()) {
      stale.addAll(rewrite(touched.getKey(), touched.getValue()));
    }
    return areGone(stale);
  }

  private static Map<Family, KeyRange> touched(ErasedRange range, List<Bucket> buckets) {
    int first = buckets.isEmpty() ? 0 : buckets.getFirst().number();
    int last = buckets.isEmpty() ? 0 : buckets.getLast().number();
    KeyRange byBucket = new KeyRange(Keys.firstOf(first), Keys.firstOf(last + 1));
    byte[] end = {(byte) 0xFF};
    return Map.of(
        Family.LOG,
        new KeyRange(Keys.sequence(range.first()), Keys.sequence(range.last())),
        Family.CONTENT,
        new KeyRange(Keys.piecesOf(range.first()), Keys.piecesOf(range.last() + 1)),
        Family.TRACE,
        byBucket,
        Family.TREE,
        byBucket,
        Family.VIEW,
        byBucket,
        Family.DIR,
        new KeyRange(new byte[0], end));
  }

  private boolean isSeenByAReader() throws RocksDBException {
    long now = db.getLatestSequenceNumber();
    long oldest = db.getLongProperty(OLDEST_SNAPSHOT);
    return oldest != 0 && oldest < now;
  }

  /// Rewrites every file of a family that reaches into the range; answers those of before.
  private List<Path> rewrite(Family family, KeyRange range) throws RocksDBException {
    List<LiveFileMetaData> before = files(family, range);
    List<Path> paths =
        before.stream().map(file -> database.resolve(file.fileName().substring(1))).toList();
    try (CompactRangeOptions options =
        new CompactRangeOptions()
            .setExclusiveManualCompaction(false)
            .setBottommostLevelCompaction(BottommostLevelCompaction.kForce)) {
      for (LiveFileMetaData file : before) {
        if (isLive(family, file)) {
          db.compactRange(handle.family(family), file.smallestKey(), file.largestKey(), options);
        }
      }
    }
    return paths;
  }

  private List<LiveFileMetaData> files(Family family, KeyRange range) {
    return db.getLiveFilesMetaData().stream()
        .filter(file -> isOf(family, file) && range.overlaps(file))
        .toList();
  }

  private boolean isLive(Family family, LiveFileMetaData wanted) {
    return db.getLiveFilesMetaData().stream()
        .anyMatch(file -> isOf(family, file) && file.fileName().equals(wanted.fileName()));
  }

  private static boolean isOf(Family family, LiveFileMetaData file) {
    return new String(file.columnFamilyName(), StandardCharsets.US_ASCII).equals(family.word());
  }

  /// RocksDB deletes files a moment after it needs them no more; a running read holds on to them.
  private boolean areGone(List<Path> stale) {
    for (int i = 0; i < WAITS; i++) {
      if (stale.stream().noneMatch(Files::exists)) {
        return true;
      }
      try {
        Thread.sleep(WAIT_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return false;
  }

  /// The write-ahead logs but the newest, which was begun when the last of memory was flushed.
  private List<Path> olderLogs() {
    try (Stream<Path> files = Files.list(database)) {
      List<Path> logs = files.filter(file -> file.toString().endsWith(".log")).sorted().toList();
      return logs.subList(0, Math.max(0, logs.size() - 1));
    } catch (IOException e) {
      throw StoreFailures.onList(database, e);
    }
  }
}

package io.treeline.storage;

import io.treeline.storage.codec.Keys;
import io.treeline.storage.codec.LogRecord;
import io.treeline.storage.codec.LowWaterMark;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rocksdb.LiveFileMetaData;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Snapshot;

/// One consistent view of the store, for one call on one thread; keeps the database open.
///
/// Cursors made by it are closed with it at the latest.
final class StoreSnapshot implements AutoCloseable {
  private static final String LIVE_FILE_BYTES = "rocksdb.live-sst-files-size";

  private final RocksHandle handle;
  private final @Nullable Snapshot snapshot;
  private final ReadOptions ordered = new ReadOptions().setTotalOrderSeek(true);
  private final ReadOptions byPrefix = new ReadOptions().setPrefixSameAsStart(true);

  private final Set<RocksIterator> open = new HashSet<>();
  private final Unpacker unpacker = new Unpacker(this);
  private @Nullable LowWaterMark lowWater;

  /// @throws io.treeline.model.store.StoreException if the handle is closed
  StoreSnapshot(RocksHandle handle) {
    handle.acquire();
    this.handle = handle;
    // A secondary moves only when told to, and not while anybody reads.
    this.snapshot = handle.isSecondary() ? null : handle.db().getSnapshot();
    if (snapshot != null) {
      ordered.setSnapshot(snapshot);
      byPrefix.setSnapshot(snapshot);
    }
  }

  /// Where the store begins; whoever reads leaves out what lies before.
  LowWaterMark lowWater() {
    if (lowWater == null) {
      byte[] value = get(Family.DEFAULT, Keys.lowWaterMark());
      lowWater = value == null ? LowWaterMark.START : LowWaterMark.of(value);
    }
    return lowWater;
  }

  byte @Nullable [] get(Family family, byte[] key) {
    try {
      return handle.db().get(handle.family(family), ordered, key);
    } catch (RocksDBException e) {
      throw StoreFailures.onRead(family, e);
    }
  }

  /// The payload of a record, or null when a part of it is not there.
  byte @Nullable [] payload(long sequence, LogRecord record) {
    return unpacker.payload(sequence, record);
  }

  /// The rows whose key begins with `prefix`, in key order.
  RowCursor rows(Family family, byte[] prefix) {
    return cursor(family, prefix, ordered);
  }

  /// The same for a prefix that the family has filters for: cheap when there are no such rows.
  RowCursor lookUp(Family family, byte[] prefix) {
    return cursor(family, prefix, byPrefix);
  }

  private RowCursor cursor(Family family, byte[] prefix, ReadOptions options) {
    RocksIterator iterator = handle.db().newIterator(handle.family(family), options);
    open.add(iterator);
    return new RowCursor(this, family, iterator, prefix);
  }

  /// Ends long walks soon after the store was closed.
  void checkOpen() {
    handle.checkOpen();
  }

  void close(RocksIterator iterator) {
    open.remove(iterator);
    iterator.close();
  }

  /// The size of a family's files in use. What is not flushed yet lies in the write-ahead log.
  long bytes(Family family) {
    return property(family, LIVE_FILE_BYTES);
  }

  /// What the data files in use take; files that only a running read still holds are not counted.
  long fileBytes() {
    long bytes = 0;
    for (Family family : Family.values()) {
      bytes += property(family, LIVE_FILE_BYTES);
    }
    return bytes;
  }

  /// The data files of all families.
  List<LiveFileMetaData> liveFiles() {
    return handle.db().getLiveFilesMetaData();
  }

  private long property(Family family, String name) {
    try {
      return handle.db().getLongProperty(handle.family(family), name);
    } catch (RocksDBException e) {
      throw StoreFailures.onRead(family, e);
    }
  }

  @Override
  public void close() {
    open.forEach(RocksIterator::close);
    byPrefix.close();
    ordered.close();
    if (snapshot != null) {
      handle.db().releaseSnapshot(snapshot);
    }
    handle.release();
  }
}

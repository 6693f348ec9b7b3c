package io.treeline.storage;

import java.nio.ByteBuffer;
import java.util.List;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/// Rows that are written together or not at all; keeps the database open. Of one thread.
final class WriteUnit implements AutoCloseable {
  private static final int RESERVED_BYTES = 64 << 10;

  private final RocksHandle handle;
  private final PrimaryAccess access;
  private final WriteBatch batch;

  /// @param access is told how the write went
  /// @throws io.treeline.model.store.StoreException if the handle is closed
  WriteUnit(RocksHandle handle, PrimaryAccess access) {
    handle.acquire();
    this.handle = handle;
    this.access = access;
    this.batch = new WriteBatch(RESERVED_BYTES);
  }

  RocksHandle handle() {
    return handle;
  }

  void put(Family family, byte[] key, byte[] value) {
    try {
      batch.put(handle.family(family), key, value);
    } catch (RocksDBException e) {
      throw access.failed(e);
    }
  }

  /// The same from direct buffers, which RocksDB takes without a copy on the way.
  void put(Family family, ByteBuffer key, ByteBuffer value) {
    try {
      batch.put(handle.family(family), key, value);
    } catch (RocksDBException e) {
      throw access.failed(e);
    }
  }

  void delete(Family family, byte[] key) {
    try {
      batch.delete(handle.family(family), key);
    } catch (RocksDBException e) {
      throw access.failed(e);
    }
  }

  /// Deletes all rows with keys from `from` on and before `to`.
  void deleteRange(Family family, byte[] from, byte[] to) {
    try {
      batch.deleteRange(handle.family(family), from, to);
    } catch (RocksDBException e) {
      throw access.failed(e);
    }
  }

  /// Deletes the files that hold only keys from `from` on and before `to`, at once and not with the
  /// batch. Rows in newest files stay, and those in files with other rows.
  void deleteFiles(Family family, byte[] from, byte[] to) {
    try {
      handle.db().deleteFilesInRanges(handle.family(family), List.of(from, to), false);
    } catch (RocksDBException e) {
      throw access.failed(e);
    }
  }

  /// Writes the rows; they survive the end of this process.
  void commit() {
    try {
      handle.write(batch);
      access.succeeded();
    } catch (RocksDBException e) {
      throw access.failed(e);
    }
  }

  /// Writes the rows; they survive power loss when this returns.
  void commitSynced() {
    try {
      handle.writeSynced(batch);
      access.succeeded();
    } catch (RocksDBException e) {
      throw access.failed(e);
    }
  }

  @Override
  public void close() {
    batch.close();
    handle.release();
  }
}

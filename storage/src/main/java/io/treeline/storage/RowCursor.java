package io.treeline.storage;

import java.util.Arrays;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/// A walk over the rows of one family whose keys begin with the same bytes. Of one thread, not used
/// after its snapshot.
final class RowCursor implements AutoCloseable {
  private static final byte[] NO_KEY = {};

  private final StoreSnapshot snapshot;
  private final Family family;
  private final RocksIterator iterator;
  private final byte[] prefix;
  private byte[] key = NO_KEY;
  private boolean valid;

  RowCursor(StoreSnapshot snapshot, Family family, RocksIterator iterator, byte[] prefix) {
    this.snapshot = snapshot;
    this.family = family;
    this.iterator = iterator;
    this.prefix = prefix;
    seek(prefix);
  }

  /// Whether the cursor stands on a row.
  boolean isValid() {
    return valid;
  }

  byte[] key() {
    return key;
  }

  byte[] value() {
    return iterator.value();
  }

  void next() {
    snapshot.checkOpen();
    iterator.next();
    read();
  }

  /// Moves to the first row at or after `target`, which must begin with the prefix.
  void seek(byte[] target) {
    snapshot.checkOpen();
    iterator.seek(target);
    read();
  }

  /// Moves to the last row of the family; only for a walk over a whole family.
  void seekToLast() {
    snapshot.checkOpen();
    iterator.seekToLast();
    read();
  }

  private void read() {
    if (!iterator.isValid()) {
      checkEnd();
      valid = false;
      key = NO_KEY;
      return;
    }
    key = iterator.key();
    valid =
        key.length >= prefix.length
            && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
  }

  /// An iterator also stops where it cannot read on.
  private void checkEnd() {
    try {
      iterator.status();
    } catch (RocksDBException e) {
      throw StoreFailures.onRead(family, e);
    }
  }

  @Override
  public void close() {
    snapshot.close(iterator);
  }
}

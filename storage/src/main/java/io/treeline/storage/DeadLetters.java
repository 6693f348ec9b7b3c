package io.treeline.storage;

import io.treeline.model.store.StoreException;
import io.treeline.storage.codec.DeadLetter;
import io.treeline.storage.codec.Keys;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/// The `dlq`: what could not be handled, first in, first out. Safe for any number of threads.
final class DeadLetters {
  private static final Logger LOG = System.getLogger(DeadLetters.class.getName());
  private static final byte[] ALL = {};

  /// 64 MiB at most, as no reason takes more than a kibibyte.
  static final int MAX_LETTERS = 1 << 16;

  private static final int MAX_REASON_CHARS = 340;

  private final StoreAccess access;

  // Guarded by this.
  private @Nullable RocksHandle known;
  private long last;

  DeadLetters(StoreAccess access) {
    this.access = access;
  }

  /// Keeps a letter and drops the oldest beyond the limit. Never throws: where it cannot be kept it
  /// is logged.
  synchronized void add(long sequence, String reason) {
    String cut =
        reason.length() <= MAX_REASON_CHARS ? reason : reason.substring(0, MAX_REASON_CHARS);
    try (WriteUnit unit = access.beginWrite()) {
      recover(unit.handle());
      unit.put(Family.DLQ, Keys.sequence(last + 1), new DeadLetter(sequence, cut).toBytes());
      if (last >= MAX_LETTERS) {
        unit.delete(Family.DLQ, Keys.sequence(last + 1 - MAX_LETTERS));
      }
      unit.commit();
      last++;
    } catch (StoreException e) {
      LOG.log(Level.WARNING, "a dead letter of record " + sequence + " is lost", e);
    }
  }

  private void recover(RocksHandle handle) {
    if (known == handle) {
      return;
    }
    try (StoreSnapshot snapshot = new StoreSnapshot(handle);
        RowCursor rows = snapshot.rows(Family.DLQ, ALL)) {
      rows.seekToLast();
      last = rows.isValid() ? Keys.lastSequence(rows.key()) : 0;
    }
    known = handle;
  }
}

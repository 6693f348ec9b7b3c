package io.treeline.storage;

import io.treeline.storage.codec.Keys;
import io.treeline.storage.codec.LogRecord;
import io.treeline.storage.codec.Packed;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Gives back the payloads of records byte for byte, whatever form they are stored in. Of one
/// snapshot and its thread.
final class Unpacker {
  /// Pieces kept from one record to the next, which most likely refers to the same ones: 4 MiB.
  private static final int MAX_PIECES = 64;

  private final StoreSnapshot snapshot;
  private final Map<Long, byte[]> pieces =
      new LinkedHashMap<>(MAX_PIECES, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, byte[]> eldest) {
          return size() > MAX_PIECES;
        }
      };

  Unpacker(StoreSnapshot snapshot) {
    this.snapshot = snapshot;
  }

  /// The payload of a record, or null when a piece of it is not there.
  byte @Nullable [] payload(long sequence, LogRecord record) {
    if (!record.isPacked()) {
      return record.body();
    }
    Filling filling = new Filling(sequence, Packed.checkedLength(record.body()));
    Packed.read(record.body(), filling);
    return filling.missing ? null : filling.payload;
  }

  private byte @Nullable [] piece(long number) {
    byte[] known = pieces.get(number);
    if (known != null) {
      return known;
    }
    byte[] read = snapshot.get(Family.CONTENT, Keys.sequence(number));
    if (read != null) {
      pieces.put(number, read);
    }
    return read;
  }

  private final class Filling implements Packed.Parts {
    private final long sequence;
    private final byte[] payload;
    private int at;
    private boolean missing;

    Filling(long sequence, int length) {
      this.sequence = sequence;
      this.payload = new byte[length];
    }

    @Override
    public void inline(byte[] packed, int from, int length) {
      System.arraycopy(packed, from, payload, at, length);
      at += length;
    }

    @Override
    public void reference(long recordsAgo, int index, int offset, int length) {
      byte[] piece = piece(Keys.pieceNumber(sequence - recordsAgo, index));
      if (piece == null) {
        missing = true;
      } else {
        Packed.copy(piece, offset, payload, at, length);
      }
      at += length;
    }
  }
}

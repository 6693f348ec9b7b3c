package io.treeline.storage;

import io.treeline.model.TraceId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The pieces that traces have written lately, by the landmarks in them, so that the journal finds
/// repeated bytes without reading. Of limited size: the traces least recently written are
/// forgotten, and what comes again of them is stored again. Of the journal's thread.
final class RepeatWindow {
  private final long maxBytes;
  private final Map<TraceId, OfTrace> traces = new LinkedHashMap<>(64, 0.75f, true);
  private long bytes;

  RepeatWindow(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  OfTrace ofTrace(TraceId traceId) {
    return traces.computeIfAbsent(traceId, id -> new OfTrace());
  }

  /// Counts what a trace has grown by and forgets others, at last itself.
  void grown(OfTrace trace) {
    bytes += trace.uncounted();
    Iterator<OfTrace> eldest = traces.values().iterator();
    while (bytes > maxBytes && eldest.hasNext()) {
      bytes -= eldest.next().countedBytes;
      eldest.remove();
    }
  }

  void forget(TraceId traceId) {
    OfTrace trace = traces.remove(traceId);
    bytes -= trace == null ? 0 : trace.countedBytes;
  }

  void clear() {
    traces.clear();
    bytes = 0;
  }

  /// Where a landmark ends.
  record Place(Piece piece, int end) {}

  /// One trace's pieces, and an open hash table from the prints of landmarks to places.
  static final class OfTrace {
    private static final int FIRST_SLOTS = 128;
    private static final int SLOT_BYTES = 2 * Integer.BYTES;

    /// A place is the piece's number plus one above these bits, and the end in them.
    private static final int END_BITS = 17;

    private static final int MAX_PIECES = 1 << Integer.SIZE - END_BITS;

    /// What an object for a piece takes beside its bytes.
    private static final int PIECE_OVERHEAD_BYTES = 64;

    private final List<Piece> pieces = new ArrayList<>();
    private int[] prints = new int[FIRST_SLOTS];
    private int[] places = new int[FIRST_SLOTS];
    private int used;
    private long pieceBytes;
    private long countedBytes;

    void add(Piece piece) {
      pieces.add(piece);
    }

    /// Remembers a landmark in the newest piece, unless such bytes are known already.
    void index(int print, int end) {
      if (pieces.size() >= MAX_PIECES) {
        return;
      }
      if (4 * used >= 3 * prints.length) {
        grow();
      }
      int slot = slotOf(print);
      if (places[slot] == 0) {
        prints[slot] = print;
        places[slot] = pieces.size() << END_BITS | end;
        used++;
      }
    }

    @Nullable Place find(int print) {
      int place = places[slotOf(print)];
      return place == 0
          ? null
          : new Place(pieces.get((place >>> END_BITS) - 1), place & (1 << END_BITS) - 1);
    }

    void finished(Piece piece) {
      pieceBytes += piece.length() + PIECE_OVERHEAD_BYTES;
    }

    private long uncounted() {
      long all = pieceBytes + (long) prints.length * SLOT_BYTES;
      long more = all - countedBytes;
      countedBytes = all;
      return more;
    }

    /// The slot with that print, or the free one for it.
    private int slotOf(int print) {
      int mask = prints.length - 1;
      int slot = print & mask;
      while (places[slot] != 0 && prints[slot] != print) {
        slot = slot + 1 & mask;
      }
      return slot;
    }

    private void grow() {
      int[] oldPrints = prints;
      int[] oldPlaces = places;
      prints = new int[2 * oldPrints.length];
      places = new int[2 * oldPrints.length];
      for (int i = 0; i < oldPlaces.length; i++) {
        if (oldPlaces[i] != 0) {
          int slot = slotOf(oldPrints[i]);
          prints[slot] = oldPrints[i];
          places[slot] = oldPlaces[i];
        }
      }
    }
  }
}

package io.treeline.storage;

import io.treeline.model.TraceId;
import io.treeline.model.ingest.Chunk;
import io.treeline.model.ingest.ChunkEntry;
import io.treeline.model.ingest.Landmarks;
import io.treeline.storage.codec.Packed;
import org.jspecify.annotations.Nullable;

/// Stores the bytes of large items once: what a trace has written lately is referred to, what is
/// new becomes pieces. So the history that every call of a model repeats costs a few bytes,
/// whatever the dialect. Never reads. Of the journal's thread.
final class Packer {
  /// A repetition shorter than this is stored again: it would break what is new into parts, to each
  /// of which everything later had to refer.
  private static final int MIN_REPEAT_BYTES = 64;

  /// New bytes between repetitions shorter than this stay in the record.
  private static final int MIN_PIECE_BYTES = 24;

  /// New bytes become findable after so many of them.
  private static final int COMMIT_BYTES = 256;

  private static final int NO_RUN = -1;

  private final RepeatWindow window;
  private final Packed.Writer out = new Packed.Writer();

  /// Takes the pieces of a record; the bytes must not be changed.
  @FunctionalInterface
  interface PieceSink {
    void put(long sequence, int index, byte[] bytes);
  }

  Packer(long windowBytes) {
    window = new RepeatWindow(windowBytes);
  }

  /// Forgets everything, because it did not become durable or the bucket has ended.
  void clear() {
    window.clear();
  }

  /// Forgets one trace.
  void forget(TraceId traceId) {
    window.forget(traceId);
  }

  /// The packed form of a chunk's payload, or null when it has no large items.
  byte @Nullable [] pack(Chunk chunk, long sequence, PieceSink sink) {
    if (chunk.landmarks().count() == 0) {
      return null;
    }
    RepeatWindow.OfTrace trace = window.ofTrace(chunk.traceId());
    byte[] packed = new Packing(chunk, sequence, trace, sink).pack();
    window.grown(trace);
    return packed;
  }

  /// The packing of one chunk.
  private final class Packing {
    private final byte[] payload;
    private final Chunk chunk;
    private final Landmarks landmarks;
    private final long sequence;
    private final RepeatWindow.OfTrace trace;
    private final PieceSink sink;
    private @Nullable Piece open;
    private int pieces;

    /// The next landmark to look up, and the next to index.
    private int lookAt;

    private int indexAt;

    /// Payload position from which on bytes lie in the open piece without a gap.
    private int contiguousFrom = NO_RUN;

    /// A reference that may still grow.
    private @Nullable Piece referred;

    private int referredFrom;
    private int referredLength;

    Packing(Chunk chunk, long sequence, RepeatWindow.OfTrace trace, PieceSink sink) {
      this.chunk = chunk;
      this.payload = chunk.payload();
      this.landmarks = chunk.landmarks();
      this.sequence = sequence;
      this.trace = trace;
      this.sink = sink;
    }

    byte[] pack() {
      out.begin(payload.length);
      int at = 0;
      for (ChunkEntry entry : chunk.entries()) {
        if (entry.length() >= Landmarks.LARGE_ITEM_BYTES) {
          inline(at, entry.offset());
          at = entry.offset() + entry.length();
          item(entry.offset(), at);
        }
      }
      inline(at, payload.length);
      endReference();
      endPiece();
      return out.toBytes();
    }

    private void item(int from, int to) {
      int fresh = from;
      contiguousFrom = NO_RUN;
      for (; lookAt < landmarks.count() && landmarks.end(lookAt) <= to; lookAt++) {
        int end = landmarks.end(lookAt);
        if (end <= fresh) {
          continue;
        }
        int behind = repeat(fresh, end, to);
        if (behind > 0) {
          fresh = behind;
        } else if (end - fresh >= COMMIT_BYTES) {
          fresh(fresh, end);
          fresh = end;
        }
      }
      fresh(fresh, to);
    }

    /// Refers to an earlier copy of the bytes around a landmark; answers the position behind them,
    /// 0 when there is no copy.
    private int repeat(int fresh, int end, int to) {
      RepeatWindow.Place place = trace.find(landmarks.print(lookAt));
      if (place == null) {
        return 0;
      }
      Piece piece = place.piece();
      int before = piece.commonBefore(place.end(), payload, end, end - fresh);
      int after = piece.commonAfter(place.end(), payload, end, to - end);
      if (before + after < MIN_REPEAT_BYTES) {
        return 0;
      }
      fresh(fresh, end - before);
      refer(piece, place.end() - before, before + after);
      contiguousFrom = NO_RUN;
      return end + after;
    }

    /// Stores new bytes.
    private void fresh(int from, int to) {
      if (to - from < MIN_PIECE_BYTES && contiguousFrom == NO_RUN) {
        inline(from, to);
        return;
      }
      int at = from;
      while (at < to) {
        Piece piece = openPiece();
        if (contiguousFrom == NO_RUN) {
          contiguousFrom = at;
        }
        int count = Math.min(to - at, piece.room());
        refer(piece, piece.length(), count);
        piece.append(payload, at, count);
        at += count;
        index(at, piece);
        if (piece.room() == 0) {
          endPiece();
          contiguousFrom = NO_RUN;
        }
      }
    }

    /// Makes the landmarks findable whose bytes lie in the piece, which ends with the byte before
    /// `to`.
    private void index(int to, Piece piece) {
      for (; indexAt < landmarks.count() && landmarks.end(indexAt) <= to; indexAt++) {
        int end = landmarks.end(indexAt);
        if (end - Landmarks.WINDOW_BYTES >= contiguousFrom) {
          trace.index(landmarks.print(indexAt), piece.length() - (to - end));
        }
      }
    }

    private Piece openPiece() {
      if (open == null) {
        open = new Piece(sequence, pieces++);
        trace.add(open);
      }
      return open;
    }

    private void endPiece() {
      if (open != null) {
        trace.finished(open);
        sink.put(open.sequence, open.index, open.finish());
        open = null;
      }
    }

    private void inline(int from, int to) {
      if (to > from) {
        endReference();
        out.inline(payload, from, to - from);
      }
    }

    private void refer(Piece piece, int from, int length) {
      if (referred == piece && referredFrom + referredLength == from) {
        referredLength += length;
        return;
      }
      endReference();
      referred = piece;
      referredFrom = from;
      referredLength = length;
    }

    private void endReference() {
      if (referred != null) {
        out.reference(sequence - referred.sequence, referred.index, referredFrom, referredLength);
        referred = null;
      }
    }
  }
}

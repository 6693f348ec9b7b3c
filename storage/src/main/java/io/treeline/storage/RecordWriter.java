package io.treeline.storage;

import io.treeline.model.ingest.Chunk;
import io.treeline.model.ingest.ChunkDigest;
import io.treeline.model.ingest.ChunkKind;
import io.treeline.storage.codec.Keys;
import io.treeline.storage.codec.LogCodec;
import io.treeline.storage.codec.TraceCodec;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/// Puts the rows of one record into a write unit: its pieces, itself, and its index. Of the
/// journal's thread.
final class RecordWriter {
  private final Packer packer;
  private final RowBuffer key = new RowBuffer(Keys.TRACE_KEY_BYTES);
  private final RowBuffer row = new RowBuffer(256 << 10);
  private long written;

  RecordWriter(Packer packer) {
    this.packer = packer;
  }

  /// Writes a chunk; answers the bytes of all its rows with their keys.
  ///
  /// @param gone whether only its stub is to be kept
  long write(
      WriteUnit unit, long sequence, Chunk chunk, int bucket, ChunkDigest link, boolean gone) {
    written = 0;
    if (gone) {
      put(
          unit,
          Family.LOG,
          at -> at.putLong(sequence),
          LogCodec.HEADER_BYTES,
          out -> LogCodec.writeForgotten(out, chunk, bucket, link));
      return written;
    }
    putLog(unit, sequence, chunk, bucket, link);
    if (chunk.kind() == ChunkKind.FORGET) {
      return written;
    }
    put(
        unit,
        Family.TRACE,
        keyOf -> Keys.putTrace(keyOf, bucket, chunk.traceId(), sequence),
        TraceCodec.sizeBytes(chunk.entries()),
        value -> TraceCodec.write(value, chunk.kind(), chunk.entries()));
    return written;
  }

  private void putLog(WriteUnit unit, long sequence, Chunk chunk, int bucket, ChunkDigest link) {
    byte[] packed =
        packer.pack(
            chunk,
            sequence,
            (of, index, bytes) -> {
              unit.put(Family.CONTENT, Keys.sequence(Keys.pieceNumber(of, index)), bytes);
              written += Long.BYTES + bytes.length;
            });
    Consumer<ByteBuffer> keyOf = at -> at.putLong(sequence);
    if (packed == null) {
      int size = LogCodec.sizeBytes(chunk);
      put(unit, Family.LOG, keyOf, size, out -> LogCodec.write(out, chunk, bucket, link));
    } else {
      int size = LogCodec.HEADER_BYTES + packed.length;
      put(
          unit,
          Family.LOG,
          keyOf,
          size,
          out -> LogCodec.writePacked(out, chunk, packed, bucket, link));
    }
  }

  private void put(
      WriteUnit unit,
      Family family,
      Consumer<ByteBuffer> keyOf,
      int valueBytes,
      Consumer<ByteBuffer> valueOf) {
    ByteBuffer at = key.begin(Keys.TRACE_KEY_BYTES);
    keyOf.accept(at);
    at.flip();
    written += at.remaining() + valueBytes;
    if (valueBytes > RowBuffer.MAX_BYTES) {
      byte[] keyBytes = new byte[at.remaining()];
      at.get(keyBytes);
      byte[] value = new byte[valueBytes];
      valueOf.accept(ByteBuffer.wrap(value));
      unit.put(family, keyBytes, value);
    } else {
      ByteBuffer value = row.begin(valueBytes);
      valueOf.accept(value);
      unit.put(family, at, value.flip());
    }
  }
}

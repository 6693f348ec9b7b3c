package io.treeline.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.ingest.Chunk;
import io.treeline.storage.codec.Keys;
import io.treeline.storage.codec.LogCodec;
import io.treeline.storage.codec.Packed;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/// What a packer writes, kept in memory, and read back.
final class PackedRecords {
  final Packer packer;
  private final Map<Long, byte[]> pieces = new HashMap<>();
  private long sequence;
  private long bytes;

  PackedRecords(long windowBytes) {
    packer = new Packer(windowBytes);
  }

  /// Packs a chunk, and makes sure that it reads back.
  void write(Chunk chunk) {
    sequence++;
    byte[] packed =
        packer.pack(
            chunk,
            sequence,
            (of, index, piece) -> {
              assertThat(of).isEqualTo(sequence);
              assertThat(piece.length).isPositive().isLessThanOrEqualTo(Piece.MAX_BYTES);
              assertThat(pieces.put(Keys.pieceNumber(of, index), piece)).isNull();
              bytes += piece.length + Long.BYTES;
            });
    bytes += packed == null ? chunk.payload().length : packed.length;
    bytes += Long.BYTES + LogCodec.HEADER_BYTES;
    if (packed != null) {
      assertThat(unpack(packed)).isEqualTo(chunk.payload());
    }
  }

  /// What `log` and `content` take, keys and all, before compression.
  long bytes() {
    return bytes;
  }

  private byte[] unpack(byte[] packed) {
    byte[] payload = new byte[Packed.checkedLength(packed)];
    Packed.read(
        packed,
        new Packed.Parts() {
          private int at;

          @Override
          public void inline(byte[] from, int offset, int length) {
            System.arraycopy(from, offset, payload, at, length);
            at += length;
          }

          @Override
          public void reference(long recordsAgo, int index, int offset, int length) {
            byte[] piece = pieces.get(Keys.pieceNumber(sequence - recordsAgo, index));
            Packed.copy(Objects.requireNonNull(piece), offset, payload, at, length);
            at += length;
          }
        });
    return payload;
  }
}

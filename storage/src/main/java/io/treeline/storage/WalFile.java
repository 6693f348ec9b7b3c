package io.treeline.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/// Says of a write-ahead log, without changing it, how far it can be read.
///
/// Source: RocksDB, db/log_format.h and db/log_reader.cc: blocks of 32 KiB, in each records of
/// masked CRC-32C 4 · length 2 · type 1 (· log number 4) · data, little-endian.
final class WalFile {
  private static final int BLOCK_BYTES = 32 << 10;
  private static final int HEADER_BYTES = 7;
  private static final int RECYCLABLE_HEADER_BYTES = 11;
  private static final int FIRST_RECYCLABLE = 5;
  private static final int LAST_RECYCLABLE = 8;
  private static final int MASK_DELTA = 0xa282ead8;

  private final byte[] block = new byte[BLOCK_BYTES];

  private WalFile() {}

  /// How a log ends.
  enum Ending {
    /// Every record is whole.
    WHOLE,
    /// The last record was not written to its end: nothing that was acknowledged.
    TORN,
    /// A record with more behind it is not what was written.
    DAMAGED
  }

  /// @param offset where the first bad record begins, the length of the file when there is none
  record State(Ending ending, long offset, long length) {}

  static State read(Path file) throws IOException {
    return new WalFile().scan(file);
  }

  private State scan(Path file) throws IOException {
    long length = Files.size(file);
    try (var in = Files.newInputStream(file)) {
      for (long start = 0; start < length; start += BLOCK_BYTES) {
        int size = in.readNBytes(block, 0, BLOCK_BYTES);
        int bad = firstBad(size);
        if (bad >= 0) {
          boolean lastBlock = start + size >= length;
          boolean torn = lastBlock && isCut(bad, size);
          return new State(torn ? Ending.TORN : Ending.DAMAGED, start + bad, length);
        }
      }
    }
    return new State(Ending.WHOLE, length, length);
  }

  /// The offset of the first record of the block that does not have its checksum, or -1.
  private int firstBad(int size) {
    int at = 0;
    while (size - at >= HEADER_BYTES) {
      int header = headerBytes(at);
      int data = dataBytes(at);
      if (isPadding(at)) {
        return -1;
      }
      if (at + header + data > size || !hasChecksum(at, header, data)) {
        return at;
      }
      at += header + data;
    }
    boolean cut = at < size && size < BLOCK_BYTES;
    return cut ? at : -1;
  }

  /// Whether a bad record reaches to the end of the file or beyond.
  private boolean isCut(int at, int size) {
    return size - at < HEADER_BYTES || at + headerBytes(at) + dataBytes(at) >= size;
  }

  /// What was preallocated and never written.
  private boolean isPadding(int at) {
    return block[at + 6] == 0 && dataBytes(at) == 0;
  }

  private int headerBytes(int at) {
    int type = block[at + 6];
    boolean recyclable = type >= FIRST_RECYCLABLE && type <= LAST_RECYCLABLE;
    return recyclable ? RECYCLABLE_HEADER_BYTES : HEADER_BYTES;
  }

  private int dataBytes(int at) {
    return block[at + 4] & 0xFF | (block[at + 5] & 0xFF) << 8;
  }

  private boolean hasChecksum(int at, int header, int data) {
    CRC32C crc = new CRC32C();
    crc.update(block, at + 6, header - 6 + data);
    int value = (int) crc.getValue();
    int masked = (value >>> 15 | value << 17) + MASK_DELTA;
    return masked == ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
  }
}

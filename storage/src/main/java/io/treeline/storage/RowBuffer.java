package io.treeline.storage;

import java.nio.ByteBuffer;

/// A direct buffer that rows are built in one after the other, so that RocksDB takes them without a
/// copy on the Java heap. Of one thread.
final class RowBuffer {
  /// Larger rows go over the heap: direct memory is scarce.
  static final int MAX_BYTES = 1 << 20;

  private ByteBuffer kept;

  RowBuffer(int initialBytes) {
    kept = ByteBuffer.allocateDirect(initialBytes);
  }

  /// An empty buffer with room for a row of at most [#MAX_BYTES]; valid until the next call.
  ByteBuffer begin(int sizeBytes) {
    if (sizeBytes > kept.capacity()) {
      kept = ByteBuffer.allocateDirect(Math.min(MAX_BYTES, 2 * sizeBytes));
    }
    return kept.clear();
  }
}

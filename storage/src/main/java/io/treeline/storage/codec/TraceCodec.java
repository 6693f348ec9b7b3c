package io.treeline.storage.codec;

import io.treeline.model.ingest.ChunkEntry;
import io.treeline.model.ingest.ChunkKind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// The values of the `trace` column family: version 1 · kind 1, then for each entry span id 8 ·
/// parent 8 · start 8 · end 8 · flags 4 · offset 4 · length 4 · digest 4.
public final class TraceCodec {
  private static final byte VERSION = 1;
  private static final int HEADER_BYTES = 2;
  private static final int ENTRY_BYTES = 48;
  private static final String WHAT = "trace row";

  private TraceCodec() {}

  public static int sizeBytes(List<ChunkEntry> entries) {
    return HEADER_BYTES + entries.size() * ENTRY_BYTES;
  }

  /// Writes a row into a buffer with room for [#sizeBytes].
  public static void write(ByteBuffer out, ChunkKind kind, List<ChunkEntry> entries) {
    out.put(VERSION).put((byte) kind.code());
    for (ChunkEntry entry : entries) {
      out.putLong(entry.spanId())
          .putLong(entry.parentSpanId())
          .putLong(entry.startUnixNanos())
          .putLong(entry.endUnixNanos())
          .putInt(entry.flags())
          .putInt(entry.offset())
          .putInt(entry.length())
          .putInt(entry.digest());
    }
  }

  public static TraceRow read(byte[] value) {
    int body = value.length - HEADER_BYTES;
    RecordVersion.check(body > 0 && body % ENTRY_BYTES == 0, WHAT, value.length + " bytes");
    ByteBuffer in = ByteBuffer.wrap(value);
    RecordVersion.check(in.get(), VERSION, WHAT);
    ChunkKind kind = kind(in.get());
    List<ChunkEntry> entries = new ArrayList<>(body / ENTRY_BYTES);
    while (in.hasRemaining()) {
      entries.add(entry(in));
    }
    return new TraceRow(kind, entries);
  }

  private static ChunkKind kind(byte code) {
    try {
      return ChunkKind.ofCode(code);
    } catch (IllegalArgumentException e) {
      throw RecordVersion.damaged(WHAT, "kind " + code);
    }
  }

  private static ChunkEntry entry(ByteBuffer in) {
    return new ChunkEntry(
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getInt(),
        in.getInt(),
        in.getInt(),
        in.getInt());
  }
}

package io.treeline.model.ingest;

import io.treeline.model.TraceId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// The record of the log that says which traces are to be forgotten: their ids, 16 bytes each, and
/// nothing of what was deleted.
public final class Forget {
  /// Most traces that one record names.
  public static final int MAX_TRACES = 65_536;

  private Forget() {}

  /// @throws IllegalArgumentException if there are none, or more than [#MAX_TRACES]
  public static Chunk chunk(List<TraceId> traces, long arrivalUnixNanos) {
    if (traces.isEmpty() || traces.size() > MAX_TRACES) {
      throw new IllegalArgumentException(traces.size() + " traces in one record");
    }
    ByteBuffer payload = ByteBuffer.allocate(traces.size() * TraceId.BYTES);
    traces.forEach(trace -> payload.putLong(trace.high()).putLong(trace.low()));
    ChunkDigest digest = ChunkDigest.of(payload.array());
    return new Chunk(
        ChunkKind.FORGET,
        new TraceId(digest.high(), digest.low()),
        payload.array(),
        List.of(entry(payload.array(), arrivalUnixNanos)),
        arrivalUnixNanos,
        Transport.OPERATOR,
        digest,
        Landmarks.NONE);
  }

  /// The one entry of a record with that payload.
  public static ChunkEntry entry(byte[] payload, long arrivalUnixNanos) {
    return new ChunkEntry(0, 0, arrivalUnixNanos, arrivalUnixNanos, 0, 0, payload.length, 0);
  }

  /// The traces that a record names.
  public static List<TraceId> traces(byte[] payload) {
    ByteBuffer in = ByteBuffer.wrap(payload);
    List<TraceId> traces = new ArrayList<>(payload.length / TraceId.BYTES);
    while (in.remaining() >= TraceId.BYTES) {
      traces.add(new TraceId(in.getLong(), in.getLong()));
    }
    return traces;
  }
}

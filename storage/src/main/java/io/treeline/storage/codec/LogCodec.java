package io.treeline.storage.codec;

import io.treeline.model.TraceId;
import io.treeline.model.ingest.Chunk;
import io.treeline.model.ingest.ChunkDigest;
import io.treeline.model.ingest.ChunkKind;
import io.treeline.model.ingest.Transport;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// The values of the `log` column family: version 1 · kind 1 · transport 1 · arrival 8 · bucket 4 ·
/// trace 16 · digest 16 · chain 16 · body. By version the body is the payload (1), its packed form
/// (2), or nothing, because the trace was forgotten (3).
public final class LogCodec {
  /// The length of what stands before the payload.
  public static final int HEADER_BYTES = 63;

  private static final byte PLAIN = 1;
  private static final byte PACKED = 2;
  private static final byte FORGOTTEN = 3;
  private static final String WHAT = "log record";

  private LogCodec() {}

  public static int sizeBytes(Chunk chunk) {
    return HEADER_BYTES + chunk.payload().length;
  }

  /// Writes the row of a chunk into a buffer with room for [#sizeBytes].
  public static void write(ByteBuffer out, Chunk chunk, int bucket, ChunkDigest chain) {
    putHeader(out, PLAIN, chunk, bucket, chain);
    out.put(chunk.payload());
  }

  /// Writes the row of a chunk whose payload is packed; the buffer has room for the header and it.
  public static void writePacked(
      ByteBuffer out, Chunk chunk, byte[] packed, int bucket, ChunkDigest chain) {
    putHeader(out, PACKED, chunk, bucket, chain);
    out.put(packed);
  }

  /// Writes the stub of a chunk that is not to be kept: it proves what came, and when.
  public static void writeForgotten(ByteBuffer out, Chunk chunk, int bucket, ChunkDigest chain) {
    putHeader(out, FORGOTTEN, chunk, bucket, chain);
  }

  /// The stub of a row whose payload is to go.
  public static byte[] forgotten(byte[] value) {
    RecordVersion.check(value.length >= HEADER_BYTES, WHAT, value.length + " bytes");
    byte[] stub = Arrays.copyOf(value, HEADER_BYTES);
    stub[0] = FORGOTTEN;
    return stub;
  }

  private static void putHeader(
      ByteBuffer out, byte version, Chunk chunk, int bucket, ChunkDigest chain) {
    out.put(version)
        .put((byte) chunk.kind().code())
        .put((byte) chunk.transport().code())
        .putLong(chunk.arrivalUnixNanos())
        .putInt(bucket)
        .putLong(chunk.traceId().high())
        .putLong(chunk.traceId().low());
    putDigest(out, chunk.digest());
    putDigest(out, chain);
  }

  /// Reads a row; the body is a copy.
  public static LogRecord read(byte[] value) {
    RecordVersion.check(value.length >= HEADER_BYTES, WHAT, value.length + " bytes");
    ByteBuffer in = ByteBuffer.wrap(value);
    LogRecord.Form form = form(in.get());
    return new LogRecord(
        kind(in.get()),
        transport(in.get()),
        in.getLong(),
        in.getInt(),
        new TraceId(in.getLong(), in.getLong()),
        digest(in),
        digest(in),
        form,
        Arrays.copyOfRange(value, HEADER_BYTES, value.length));
  }

  private static LogRecord.Form form(byte version) {
    return switch (version) {
      case PLAIN -> LogRecord.Form.PLAIN;
      case PACKED -> LogRecord.Form.PACKED;
      default -> {
        RecordVersion.check(version, FORGOTTEN, WHAT);
        yield LogRecord.Form.FORGOTTEN;
      }
    };
  }

  private static ChunkKind kind(byte code) {
    try {
      return ChunkKind.ofCode(code);
    } catch (IllegalArgumentException e) {
      throw RecordVersion.damaged(WHAT, "kind " + code);
    }
  }

  private static Transport transport(byte code) {
    try {
      return Transport.ofCode(code);
    } catch (IllegalArgumentException e) {
      throw RecordVersion.damaged(WHAT, "transport " + code);
    }
  }

  private static void putDigest(ByteBuffer out, ChunkDigest digest) {
    out.putLong(digest.high()).putLong(digest.low());
  }

  private static ChunkDigest digest(ByteBuffer in) {
    return new ChunkDigest(in.getLong(), in.getLong());
  }
}

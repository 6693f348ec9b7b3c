package io.treeline.receiver.admission;

import io.treeline.receiver.codec.ContentCoding;
import io.treeline.receiver.scan.Headroom;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;

/// The body of a request as a stream that is refused the moment what comes out of it passes the
/// limit or the headroom.
public final class RequestBody {
  private RequestBody() {}

  /// A body that is decoded already, or was sent as it is.
  public static InputStream plain(InputStream wire, long limitBytes, Headroom headroom) {
    return new LimitedInputStream(wire, limitBytes, headroom);
  }

  /// A body with codings, in the order in which they were applied.
  public static InputStream coded(
      InputStream wire, List<ContentCoding> codings, long limitBytes, Headroom headroom) {
    InputStream decoded = wire;
    for (ContentCoding coding : codings.reversed()) {
      decoded = coding.open(decoded, headroom);
    }
    return new LimitedInputStream(decoded, limitBytes, headroom);
  }

  /// Reads to the end.
  ///
  /// @param expectedBytes what is likely to come, for which room has been granted, or a number
  ///   below 0; if it is right, the bytes are never held twice
  public static byte[] readAll(InputStream body, long expectedBytes) throws IOException {
    byte[] expected = new byte[(int) Math.max(0, expectedBytes)];
    int count = body.readNBytes(expected, 0, expected.length);
    if (count < expected.length) {
      return Arrays.copyOf(expected, count);
    }
    Pieces more = new Pieces();
    int read = readSome(body, more);
    while (read >= 0) {
      more.written(read);
      read = readSome(body, more);
    }
    if (more.sizeBytes() == 0) {
      return expected;
    }
    byte[] all = Arrays.copyOf(expected, Math.toIntExact(count + more.sizeBytes()));
    more.drainTo(all, count);
    return all;
  }

  private static int readSome(InputStream body, Pieces pieces) throws IOException {
    byte[] open = pieces.open(-1);
    return body.read(open, pieces.position(), open.length - pieces.position());
  }
}

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
  private static final int FIRST_BYTES = 16_384;

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

  /// Reads to the end; a stream that knows what is left is read into an array of that size.
  public static byte[] readAll(InputStream body) throws IOException {
    byte[] first = body.readNBytes(FIRST_BYTES);
    if (first.length < FIRST_BYTES) {
      return first;
    }
    byte[] known = Arrays.copyOf(first, first.length + body.available());
    int length = first.length + body.readNBytes(known, first.length, known.length - first.length);
    byte[] rest = body.readAllBytes();
    byte[] all =
        length + rest.length == known.length ? known : Arrays.copyOf(known, length + rest.length);
    System.arraycopy(rest, 0, all, length, rest.length);
    return all;
  }
}

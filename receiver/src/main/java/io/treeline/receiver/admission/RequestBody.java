package io.treeline.receiver.admission;

import io.treeline.receiver.scan.Headroom;
import java.io.InputStream;

/// The body of a request as a stream that holds both limits: on the wire and after decompression.
///
/// Memory is charged for what comes out, as it comes out; nothing of the wire is kept. Passing a
/// limit, corrupt gzip and lack of memory are refused from `read`.
public final class RequestBody {
  private RequestBody() {}

  /// A body that is sent as it is.
  public static InputStream plain(InputStream wire, long limitBytes, Headroom headroom) {
    return new LimitedInputStream(wire, limitBytes, headroom);
  }

  /// A body that is sent with gzip.
  public static InputStream gzip(InputStream wire, long limitBytes, Headroom headroom) {
    InputStream limitedWire = new LimitedInputStream(wire, limitBytes, Headroom.UNLIMITED);
    return new LimitedInputStream(new GunzipInputStream(limitedWire), limitBytes, headroom);
  }
}

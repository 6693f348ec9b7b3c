package io.treeline.receiver.grpc;

import io.grpc.Decompressor;
import io.treeline.receiver.codec.ContentCoding;
import io.treeline.receiver.scan.Headroom;
import java.io.InputStream;

/// gzip that touches no byte before the message is read, which is on our pool.
final class LazyGzip implements Decompressor {

  @Override
  public String getMessageEncoding() {
    return "gzip";
  }

  @Override
  public InputStream decompress(InputStream wire) {
    return ContentCoding.GZIP.open(wire, Headroom.UNLIMITED);
  }
}

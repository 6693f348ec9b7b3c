package io.treeline.receiver.grpc;

import io.grpc.Decompressor;
import io.treeline.receiver.admission.GunzipInputStream;
import java.io.InputStream;

/// gzip that touches no byte before the message is read, which is on our pool.
final class LazyGzip implements Decompressor {

  @Override
  public String getMessageEncoding() {
    return "gzip";
  }

  @Override
  public InputStream decompress(InputStream wire) {
    return new GunzipInputStream(wire);
  }
}

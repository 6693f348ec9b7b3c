package io.treeline.receiver.grpc;

import io.grpc.Codec;
import io.grpc.Decompressor;
import io.grpc.DecompressorRegistry;
import io.treeline.receiver.codec.ContentCoding;
import io.treeline.receiver.scan.Headroom;
import java.io.InputStream;
import java.util.Map;

/// A message encoding that touches no byte before the message is read, which is on the scan pool.
record StreamDecompressor(String name, ContentCoding coding) implements Decompressor {

  /// The encodings of the Collector's config/configgrpc, whose `snappy` is the framing format, and
  /// gRPC's own `deflate`, which the exporters of Python offer.
  private static final Map<String, ContentCoding> CODINGS =
      Map.of(
          "gzip", ContentCoding.GZIP,
          "deflate", ContentCoding.DEFLATE,
          "zstd", ContentCoding.ZSTD,
          "snappy", ContentCoding.SNAPPY_FRAMED);

  /// What `grpc-accept-encoding` says.
  static final String ACCEPTED = "identity,gzip,deflate,zstd,snappy";

  static DecompressorRegistry registry() {
    DecompressorRegistry registry =
        DecompressorRegistry.emptyInstance().with(Codec.Identity.NONE, false);
    for (Map.Entry<String, ContentCoding> coding : CODINGS.entrySet()) {
      registry = registry.with(new StreamDecompressor(coding.getKey(), coding.getValue()), true);
    }
    return registry;
  }

  static boolean isAccepted(CharSequence encoding) {
    return encoding.toString().equals("identity") || CODINGS.containsKey(encoding.toString());
  }

  @Override
  public String getMessageEncoding() {
    return name;
  }

  /// What comes out is counted by who reads it.
  @Override
  public InputStream decompress(InputStream wire) {
    return coding.open(wire, Headroom.UNLIMITED);
  }
}

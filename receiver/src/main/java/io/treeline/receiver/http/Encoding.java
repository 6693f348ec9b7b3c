package io.treeline.receiver.http;

import static io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames.CONTENT_TYPE;

import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpRequest;
import io.treeline.model.ingest.Transport;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The encoding of a request, which its answer has too.
enum Encoding {
  PROTOBUF("application/x-protobuf", Transport.HTTP_PROTOBUF),
  JSON("application/json", Transport.HTTP_JSON);

  private final String contentType;
  private final Transport transport;

  Encoding(String contentType, Transport transport) {
    this.contentType = contentType;
    this.transport = transport;
  }

  String contentType() {
    return contentType;
  }

  Transport transport() {
    return transport;
  }

  /// The encoding of the answer to that request, JSON if it names none.
  static Encoding ofAnswer(HttpRequest request) {
    Encoding named = of(request.headers().get(CONTENT_TYPE));
    return named == null ? JSON : named;
  }

  /// The encoding of a `Content-Type`, in any case and with any parameters; null if it is neither.
  static @Nullable Encoding of(@Nullable String contentType) {
    if (contentType == null) {
      return null;
    }
    String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    for (Encoding encoding : values()) {
      if (encoding.contentType.equals(type)) {
        return encoding;
      }
    }
    return null;
  }
}

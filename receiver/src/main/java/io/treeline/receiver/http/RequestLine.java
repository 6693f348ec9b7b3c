package io.treeline.receiver.http;

import static io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames.EXPECT;
import static io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames.HOST;
import static io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames.TRANSFER_ENCODING;

import io.grpc.netty.shaded.io.netty.handler.codec.http.DefaultHttpRequest;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderValues;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaders;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpMethod;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpObject;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpRequest;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpUtil;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpVersion;
import io.grpc.netty.shaded.io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.grpc.netty.shaded.io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What makes a request one that HTTP/1 cannot go on after. Source: RFC 9112.
final class RequestLine {
  private RequestLine() {}

  /// The answer to a request that is none of ours; null if it is fine.
  static @Nullable HttpAnswer problem(HttpRequest request) {
    HttpHeaders headers = request.headers();
    HttpVersion version = request.protocolVersion();
    if (version.majorVersion() != 1) {
      return HttpAnswer.text(505, "505 HTTP version not supported");
    }
    int hosts = headers.getAll(HOST).size();
    if (hosts > 1 || hosts == 0 && version.minorVersion() > 0) {
      return HttpAnswer.text(400, "400 bad request: one Host header is needed");
    }
    List<String> transfers = headers.getAll(TRANSFER_ENCODING);
    if (!transfers.isEmpty()
        && (transfers.size() > 1
            || !HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(transfers.getFirst().strip()))) {
      return HttpAnswer.text(501, "501 unsupported transfer encoding");
    }
    String expected = headers.get(EXPECT);
    if (expected != null && !HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(expected.strip())) {
      return HttpAnswer.text(417, "417 expectation failed");
    }
    return null;
  }

  /// The answer to what the decoder could not read.
  static HttpAnswer problem(Throwable cause) {
    return switch (cause) {
      case TooLongHttpLineException e -> HttpAnswer.text(414, "414 request URI too long");
      case TooLongHttpHeaderException e ->
          HttpAnswer.text(431, "431 request header fields too large");
      default -> HttpAnswer.text(400, "400 bad request");
    };
  }

  /// Stands for a request of which only that it came is known.
  static HttpRequest unknown() {
    return new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
  }

  static HttpRequest undecodable(HttpObject part) {
    return part instanceof HttpRequest request && request.protocolVersion().majorVersion() == 1
        ? request
        : unknown();
  }

  /// The bytes of the body that follows, or a number larger than any if that is not said.
  static long bodyBytes(HttpRequest request) {
    return HttpUtil.isTransferEncodingChunked(request)
        ? Long.MAX_VALUE
        : HttpUtil.getContentLength(request, 0L);
  }
}

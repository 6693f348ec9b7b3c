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
    Encoding encoding = Encoding.ofAnswer(request);
    HttpVersion version = request.protocolVersion();
    if (version.majorVersion() != 1) {
      return HttpAnswer.problem(505, "505 HTTP version not supported", encoding);
    }
    int hosts = headers.getAll(HOST).size();
    if (hosts > 1 || hosts == 0 && version.minorVersion() > 0) {
      return HttpAnswer.problem(400, "400 bad request: one Host header is needed", encoding);
    }
    List<String> transfers = headers.getAll(TRANSFER_ENCODING);
    if (!transfers.isEmpty()
        && (transfers.size() > 1
            || !HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(transfers.getFirst().strip()))) {
      return HttpAnswer.problem(501, "501 unsupported transfer encoding", encoding);
    }
    String expected = headers.get(EXPECT);
    if (expected != null && !HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(expected.strip())) {
      return HttpAnswer.problem(417, "417 expectation failed", encoding);
    }
    return null;
  }

  /// The answer to what the decoder could not read.
  static HttpAnswer problem(Throwable cause) {
    return switch (cause) {
      case TooLongHttpLineException e ->
          HttpAnswer.problem(414, "414 request URI too long", Encoding.JSON);
      case TooLongHttpHeaderException e ->
          HttpAnswer.problem(431, "431 request header fields too large", Encoding.JSON);
      default -> HttpAnswer.problem(400, "400 bad request", Encoding.JSON);
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

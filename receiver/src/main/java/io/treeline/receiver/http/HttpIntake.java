package io.treeline.receiver.http;

import static io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames.ACCEPT_ENCODING;
import static io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames.CONTENT_ENCODING;
import static io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames.CONTENT_LENGTH;
import static io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames.CONTENT_TYPE;
import static io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames.DATE;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.grpc.netty.shaded.io.netty.handler.codec.http.DefaultHttpHeaders;
import io.grpc.netty.shaded.io.netty.handler.codec.http.FullHttpResponse;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaders;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpRequest;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpResponseStatus;
import io.treeline.receiver.admission.Admission;
import io.treeline.receiver.admission.OtlpIngest;
import io.treeline.receiver.admission.ReceiverTelemetry;
import io.treeline.receiver.admission.RequestBody;
import io.treeline.receiver.auth.Authenticator;
import io.treeline.receiver.codec.ContentCoding;
import io.treeline.receiver.json.OtlpJsonTranscoder;
import io.treeline.receiver.scan.DecodedRequest;
import io.treeline.receiver.scan.Headroom;
import io.treeline.receiver.scan.Signal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// What all requests of one port share. Safe for any number of threads.
final class HttpIntake {
  /// An answer shorter than this would only grow.
  private static final int MIN_GZIPPED_BYTES = 64;

  /// Deflate makes no more of a byte than that. Source: zlib, "Maximum Expansion Factor".
  private static final long MAX_DEFLATE_RATIO = 1_032;

  private final HttpSettings settings;
  private final Admission admission;
  private final OtlpIngest ingest;
  private final ReceiverTelemetry telemetry;
  private final Executor scans;
  private final @Nullable Authenticator authenticator;
  private final @Nullable Cors cors;
  private final HttpHeaders responseHeaders = new DefaultHttpHeaders();
  private final OtlpJsonTranscoder transcoder;
  private final HttpDate date = new HttpDate(InstantSource.system());
  private final AtomicBoolean stopping = new AtomicBoolean();

  HttpIntake(
      HttpSettings settings,
      Admission admission,
      OtlpIngest ingest,
      ReceiverTelemetry telemetry,
      Executor scans,
      @Nullable Authenticator authenticator) {
    this.settings = settings;
    this.admission = admission;
    this.ingest = ingest;
    this.telemetry = telemetry;
    this.scans = scans;
    this.authenticator = authenticator;
    this.cors = settings.cors() == null ? null : new Cors(settings.cors());
    settings.responseHeaders().forEach(responseHeaders::set);
    this.transcoder = new OtlpJsonTranscoder(settings.maxMessageBytes());
  }

  HttpSettings settings() {
    return settings;
  }

  Admission admission() {
    return admission;
  }

  OtlpIngest ingest() {
    return ingest;
  }

  ReceiverTelemetry telemetry() {
    return telemetry;
  }

  /// Where bodies are decoded and scanned, and credentials are checked.
  Executor scans() {
    return scans;
  }

  @Nullable Authenticator authenticator() {
    return authenticator;
  }

  @Nullable Cors cors() {
    return cors;
  }

  boolean stopping() {
    return stopping.get();
  }

  void stop() {
    stopping.set(true);
  }

  /// What is taken at the path of a request target; null if nothing is.
  ///
  /// @throws IllegalArgumentException if it has a `%` without two hex digits
  @Nullable Signal signal(String target) {
    String path = target;
    int scheme = target.indexOf("://");
    if (scheme > 0 && !target.startsWith("/")) {
      int slash = target.indexOf('/', scheme + 3);
      path = slash < 0 ? "/" : target.substring(slash);
    }
    int query = path.indexOf('?');
    return settings.paths().get(decoded(query < 0 ? path : path.substring(0, query)));
  }

  /// A decoder of forms would make a blank of the `+`.
  private static String decoded(String path) {
    return path.indexOf('%') < 0 ? path : URLDecoder.decode(path.replace("+", "%2B"), UTF_8);
  }

  /// The serialised request that a body holds.
  DecodedRequest decode(
      BodyBuffer body,
      Signal signal,
      Encoding encoding,
      List<ContentCoding> codings,
      Headroom headroom)
      throws IOException {
    if (encoding == Encoding.PROTOBUF && codings.isEmpty()) {
      return DecodedRequest.whole(body.toByteArray());
    }
    // Granted bit by bit it would be held twice, in pieces and in one array.
    long expected = expectedBytes(body, encoding, codings);
    headroom.require(expected);
    try (InputStream in =
        RequestBody.coded(body.stream(), codings, settings.maxMessageBytes(), headroom)) {
      return switch (encoding) {
        case PROTOBUF -> DecodedRequest.whole(RequestBody.readAll(in, expected));
        case JSON -> transcoder.transcode(signal, in);
      };
    }
  }

  /// What a gzipped body holds, as it says itself at its end, so that it need not be held twice; 0
  /// if that is not known, cannot be or is more than is taken.
  private long expectedBytes(BodyBuffer body, Encoding encoding, List<ContentCoding> codings) {
    boolean gzipped = codings.size() == 1 && codings.getFirst() == ContentCoding.GZIP;
    long said = body.lastFour();
    boolean possible = said <= MAX_DEFLATE_RATIO * body.sizeBytes();
    boolean fitting = said <= settings.maxMessageBytes();
    return encoding == Encoding.PROTOBUF && gzipped && possible && fitting ? said : 0;
  }

  /// The answer to a request as it is sent, but for what concerns the connection.
  FullHttpResponse response(HttpRequest request, HttpAnswer answer) {
    HttpHeaders wanted = request.headers();
    byte[] body = answer.body();
    boolean gzipped =
        body.length >= MIN_GZIPPED_BYTES
            && AcceptEncoding.takesGzip(wanted.getAll(ACCEPT_ENCODING));
    if (gzipped) {
      body = gzip(body);
    }
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            request.protocolVersion(),
            HttpResponseStatus.valueOf(answer.status()),
            Unpooled.wrappedBuffer(body));
    HttpHeaders headers = response.headers();
    headers.add(responseHeaders);
    headers.set(DATE, date.now());
    if (!answer.contentType().isEmpty()) {
      headers.set(CONTENT_TYPE, answer.contentType());
      headers.set(CONTENT_LENGTH, Integer.toString(body.length));
    }
    if (gzipped) {
      headers.set(CONTENT_ENCODING, ContentCoding.GZIP.word());
    }
    answer.headers().forEach(headers::set);
    if (cors != null && Cors.isPreflight(request)) {
      cors.answerPreflight(wanted, headers);
    } else if (cors != null) {
      cors.answer(request, headers);
    }
    return response;
  }

  private static byte[] gzip(byte[] body) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      out.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }
}

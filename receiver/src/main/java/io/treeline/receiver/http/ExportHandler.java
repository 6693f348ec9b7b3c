package io.treeline.receiver.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import io.treeline.model.ingest.Refusal;
import io.treeline.model.ingest.RefusalReason;
import io.treeline.receiver.admission.Admission;
import io.treeline.receiver.admission.InFlightCharge;
import io.treeline.receiver.admission.OtlpIngest;
import io.treeline.receiver.admission.OtlpRequest;
import io.treeline.receiver.admission.ReceiverTelemetry;
import io.treeline.receiver.admission.RequestBody;
import io.treeline.receiver.admission.Verdict;
import io.treeline.receiver.json.OtlpJsonTranscoder;
import io.treeline.receiver.scan.RefusedException;
import io.treeline.receiver.scan.Signal;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Takes one HTTP request from its headers to its answer.
///
/// Runs on a virtual thread of its own and waits there for the journal.
final class ExportHandler {
  /// How long a request waits for its verdict. Exporters give up after 10 s; the journal always
  /// answers, so this only bounds a fault.
  static final int MAX_ACK_WAIT_SECONDS = 60;

  private static final System.Logger LOG = System.getLogger(ExportHandler.class.getName());

  private final HttpSettings settings;
  private final Admission admission;
  private final OtlpIngest ingest;
  private final ReceiverTelemetry telemetry;
  private final OtlpJsonTranscoder transcoder;

  ExportHandler(
      HttpSettings settings, Admission admission, OtlpIngest ingest, ReceiverTelemetry telemetry) {
    this.settings = settings;
    this.admission = admission;
    this.ingest = ingest;
    this.telemetry = telemetry;
    this.transcoder = new OtlpJsonTranscoder(settings.maxMessageBytes());
  }

  /// @param refusal why no request is taken now, or null
  /// @throws IOException if the sender is gone
  HttpAnswer handle(HttpExchange exchange, @Nullable Refusal refusal)
      throws IOException, InterruptedException {
    InputStream wire = keptOpen(exchange.getRequestBody());
    HttpAnswer answer = answer(exchange, wire, refusal);
    discard(wire);
    return answer;
  }

  private HttpAnswer answer(HttpExchange exchange, InputStream wire, @Nullable Refusal refusal)
      throws IOException, InterruptedException {
    Headers headers = exchange.getRequestHeaders();
    Signal signal = settings.paths().get(exchange.getRequestURI().getRawPath());
    if (signal == null) {
      return HttpAnswer.text(404, "not found; OTLP is taken at /v1/traces, /v1/logs, /v1/metrics");
    }
    if (!exchange.getRequestMethod().equals("POST")) {
      return HttpAnswer.text(405, "method not allowed; use POST").with("Allow", "POST");
    }
    Encoding encoding = Encoding.of(headers.getFirst("Content-Type"));
    if (encoding == null) {
      telemetry.refusedUnscanned(RefusalReason.UNSUPPORTED_ENCODING);
      return HttpAnswer.text(
          415, "unsupported media type; use application/x-protobuf or application/json");
    }
    Verdict verdict = refusal == null ? take(signal, encoding, headers, wire) : refuse(refusal);
    return HttpAnswer.of(verdict, signal, encoding);
  }

  private Verdict take(Signal signal, Encoding encoding, Headers headers, InputStream wire)
      throws IOException, InterruptedException {
    InFlightCharge charge = admission.open();
    try (InputStream body = open(headers, wire, charge)) {
      byte[] request =
          switch (encoding) {
            case PROTOBUF -> body.readAllBytes();
            case JSON -> transcoder.transcode(signal, body);
          };
      return offer(new OtlpRequest(signal, encoding.transport(), request, charge));
    } catch (RefusedException e) {
      charge.release();
      return refuse(e.refusal());
    } catch (IOException e) {
      charge.release();
      throw e;
    } catch (RuntimeException e) {
      // The top of our code on this thread; the platform would close the connection wordlessly.
      LOG.log(System.Logger.Level.ERROR, "a request could not be processed", e);
      charge.release();
      return refuse(Refusal.retryable(RefusalReason.INTERNAL, "internal error"));
    }
  }

  private InputStream open(Headers headers, InputStream wire, InFlightCharge charge)
      throws RefusedException {
    requireFitting(headers);
    String coding = headers.getFirst("Content-Encoding");
    return switch (coding == null ? "" : coding.strip().toLowerCase(Locale.ROOT)) {
      case "", "identity" -> RequestBody.plain(wire, settings.maxMessageBytes(), charge);
      case "gzip" -> RequestBody.gzip(wire, settings.maxMessageBytes(), charge);
      default ->
          throw new RefusedException(
              Refusal.permanent(
                  RefusalReason.UNSUPPORTED_ENCODING,
                  "unsupported content encoding; use gzip or identity"));
    };
  }

  /// Refuses a body that says it is too large before a byte of it is read.
  private void requireFitting(Headers headers) throws RefusedException {
    String length = headers.getFirst("Content-Length");
    boolean chunked = headers.containsKey("Transfer-Encoding");
    if (length != null && !chunked && Long.parseLong(length) > settings.maxMessageBytes()) {
      throw RefusedException.tooLarge(
          "the request is larger than " + settings.maxMessageBytes() + " bytes");
    }
  }

  private Verdict offer(OtlpRequest request) throws InterruptedException {
    CompletableFuture<Verdict> verdict = new CompletableFuture<>();
    ingest.take(request, verdict::complete);
    try {
      return verdict.get(MAX_ACK_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return refuse(Refusal.retryable(RefusalReason.STORE_FAILED, "the store does not answer"));
    } catch (ExecutionException e) {
      throw new IllegalStateException("a verdict is never a failure", e);
    }
  }

  private Verdict refuse(Refusal refusal) {
    telemetry.refusedUnscanned(refusal.reason());
    return new Verdict.Refused(refusal);
  }

  /// Reads what is left of a refused body: a connection closed over unread bytes is reset, and the
  /// sender would never see the answer.
  private void discard(InputStream wire) throws IOException {
    byte[] bin = new byte[8_192];
    long left = settings.maxMessageBytes();
    int count = wire.read(bin);
    while (count >= 0 && left > 0) {
      left -= count;
      count = wire.read(bin);
    }
  }

  /// The body, which must outlive the decompressor that reads from it.
  private static InputStream keptOpen(InputStream body) {
    return new FilterInputStream(body) {
      @Override
      public void close() {}
    };
  }
}

package io.treeline.receiver.http;

import static io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames.CONTENT_TYPE;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpMethod;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpRequest;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpUtil;
import io.treeline.model.ingest.Refusal;
import io.treeline.model.ingest.RefusalReason;
import io.treeline.receiver.admission.Answer;
import io.treeline.receiver.admission.InFlightCharge;
import io.treeline.receiver.admission.OtlpRequest;
import io.treeline.receiver.admission.Verdict;
import io.treeline.receiver.auth.Authenticator;
import io.treeline.receiver.codec.ContentCoding;
import io.treeline.receiver.scan.DecodedRequest;
import io.treeline.receiver.scan.RefusedException;
import io.treeline.receiver.scan.Signal;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// One request from its headers to its answer, whatever its connection.
///
/// Called on the event loop of its channel, but for [#answer], which the journal calls; decodes on
/// the scan pool.
final class Exchange implements Answer {
  private static final System.Logger LOG = System.getLogger(Exchange.class.getName());

  private enum State {
    /// Its sender's credentials are being checked; no body is taken meanwhile.
    DECIDING,
    RECEIVING,
    /// It is answered or about to be; what comes of the body is thrown away.
    DISCARDING,
    /// The pool or the journal has it.
    WORKING
  }

  private final HttpIntake intake;
  private final HttpRequest request;
  private final Responder responder;
  private final Executor loop;
  private State state = State.DECIDING;
  private Encoding encoding = Encoding.JSON;
  private Signal signal = Signal.TRACES;
  private List<ContentCoding> codings = List.of();
  private BodyBuffer body = new BodyBuffer(0, false);
  private @Nullable InFlightCharge charge;

  /// @param loop the event loop of the channel
  Exchange(HttpIntake intake, HttpRequest request, Responder responder, Executor loop) {
    this.intake = intake;
    this.request = request;
    this.responder = responder;
    this.loop = loop;
  }

  /// Whether [#content] and [#end] may be called.
  boolean takesBody() {
    return state == State.RECEIVING || state == State.DISCARDING;
  }

  /// Decides on the request by its headers.
  void begin() {
    Encoding named = Encoding.of(request.headers().get(CONTENT_TYPE));
    encoding = named == null ? Encoding.JSON : named;
    if (intake.cors() != null && Cors.isPreflight(request)) {
      reject(HttpAnswer.noContent());
      return;
    }
    Authenticator authenticator = intake.authenticator();
    if (authenticator == null) {
      open(named);
      return;
    }
    String credentials = request.headers().get(authenticator.header());
    onPool(() -> {
      Refusal refusal = authenticator.check(credentials);
      onLoop(() -> authenticated(authenticator, refusal, named));
    });
  }

  private void authenticated(
      Authenticator authenticator, @Nullable Refusal refusal, @Nullable Encoding named) {
    if (state != State.DECIDING) {
      return;
    }
    if (refusal == null) {
      open(named);
      return;
    }
    intake.telemetry().refusedUnscanned(refusal.reason());
    reject(HttpAnswer.unauthenticated(refusal, encoding, authenticator.challenge()));
  }

  private void open(@Nullable Encoding named) {
    Signal taken;
    try {
      taken = intake.signal(request.uri());
    } catch (IllegalArgumentException e) {
      reject(HttpAnswer.problem(400, "400 bad request: a wrong % in the path", encoding));
      return;
    }
    if (taken == null) {
      reject(HttpAnswer.notFound(encoding));
    } else if (!request.method().equals(HttpMethod.POST)) {
      reject(HttpAnswer.methodNotAllowed(encoding));
    } else {
      signal = taken;
      openBody(named);
    }
  }

  private void openBody(@Nullable Encoding named) {
    try {
      codings = ContentEncoding.of(request.headers(), intake.settings().codings());
      if (named == null) {
        intake.telemetry().refusedUnscanned(RefusalReason.UNSUPPORTED_ENCODING);
        reject(HttpAnswer.unsupportedMediaType());
        return;
      }
      requireRunning();
      long length = HttpUtil.getContentLength(request, -1L);
      requireFitting(length);
      body = new BodyBuffer(length, named == Encoding.PROTOBUF && codings.isEmpty());
    } catch (RefusedException e) {
      refuse(e.refusal());
      return;
    }
    charge = intake.admission().open();
    state = State.RECEIVING;
    responder.takeBody();
  }

  private void requireRunning() throws RefusedException {
    if (intake.stopping()) {
      throw new RefusedException(stopping());
    }
  }

  private static Refusal stopping() {
    return Refusal.retryable(RefusalReason.SHUTTING_DOWN, "the server is stopping");
  }

  private void requireFitting(long bytes) throws RefusedException {
    int limit = intake.settings().maxMessageBytes();
    if (bytes > limit) {
      throw RefusedException.tooLarge("the request is larger than " + limit + " bytes");
    }
  }

  /// Takes a piece of the body.
  void content(ByteBuf bytes) {
    if (state != State.RECEIVING || charge == null) {
      return;
    }
    try {
      requireFitting(body.sizeBytes() + bytes.readableBytes());
      Refusal refusal = charge.reserve(body.bytesAfter(bytes.readableBytes()));
      if (refusal != null) {
        throw new RefusedException(refusal);
      }
      body.append(bytes);
    } catch (RefusedException e) {
      refuse(e.refusal());
    }
  }

  /// The body is complete.
  void end() {
    if (state == State.RECEIVING && charge != null) {
      state = State.WORKING;
      BodyBuffer received = body;
      body = new BodyBuffer(0, false);
      InFlightCharge held = charge;
      onPool(() -> work(received, held));
    }
  }

  private void onPool(Runnable work) {
    try {
      intake.scans().execute(work);
    } catch (RejectedExecutionException e) {
      if (charge != null) {
        charge.release();
      }
      refuse(stopping());
    }
  }

  private void work(BodyBuffer received, InFlightCharge held) {
    try {
      DecodedRequest decoded = intake.decode(received, signal, encoding, codings, held);
      intake.ingest().take(new OtlpRequest(signal, encoding.transport(), decoded, held), this);
    } catch (RefusedException e) {
      intake.ingest().refuseUnscanned(held, e.refusal(), this);
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      // The top of our code on this thread.
      LOG.log(System.Logger.Level.ERROR, "a request could not be processed", e);
      Refusal fault = Refusal.retryable(RefusalReason.INTERNAL, "internal error");
      intake.ingest().refuseUnscanned(held, fault, this);
    }
  }

  @Override
  public void answer(Verdict verdict) {
    onLoop(() -> settle(verdict));
  }

  private void onLoop(Runnable step) {
    try {
      loop.execute(step);
    } catch (RejectedExecutionException e) {
      // The server has stopped: there is nobody to tell.
    }
  }

  private void settle(Verdict verdict) {
    if (state == State.WORKING) {
      reject(HttpAnswer.of(verdict, signal, encoding));
    }
  }

  /// Ends a request that cannot be taken, for a reason that is counted.
  void refuse(Refusal refusal) {
    intake.telemetry().refusedUnscanned(refusal.reason());
    forget();
    reject(HttpAnswer.refused(refusal, encoding));
  }

  /// Answers; whatever comes of the body is thrown away.
  void reject(HttpAnswer answer) {
    state = State.DISCARDING;
    responder.answer(intake.response(request, answer));
  }

  /// The time of its sender, or of the journal, is up.
  void timeOut() {
    refuse(
        state == State.WORKING
            ? Refusal.retryable(RefusalReason.STORE_FAILED, "the store does not answer")
            : Refusal.retryable(RefusalReason.TOO_SLOW, "the body came too slowly"));
  }

  /// The body ends where it should not.
  void cut(String problem) {
    refuse(Refusal.permanent(RefusalReason.MALFORMED, problem));
  }

  /// The sender is gone. What is with the pool or the journal is stored all the same.
  void abort() {
    forget();
    state = State.DISCARDING;
  }

  private void forget() {
    if (state == State.RECEIVING && charge != null) {
      charge.release();
      body = new BodyBuffer(0, false);
    }
  }
}

package io.treeline.receiver.net;

import io.grpc.netty.shaded.io.netty.handler.codec.DecoderException;
import io.grpc.netty.shaded.io.netty.handler.ssl.NotSslRecordException;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslHandler;
import io.treeline.model.telemetry.Counter;
import io.treeline.model.telemetry.Telemetry;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// Counts handshakes that fail, and says why in the log, at most once a minute: a client without
/// TLS, with another authority's certificate, with one that has expired.
final class FailedHandshakes {
  private static final System.Logger LOG = System.getLogger(FailedHandshakes.class.getName());
  private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();

  private final String protocol;
  private final Counter counter;
  private final LongSupplier nanoTime;
  private final AtomicLong nextLogNanos;
  private final AtomicLong unsaid = new AtomicLong();

  FailedHandshakes(String protocol, Telemetry telemetry, LongSupplier nanoTime) {
    this.protocol = protocol;
    this.counter =
        telemetry.counter(
            "treeline_tls_handshakes_failed_total",
            Map.of("protocol", protocol),
            "Connections that ended in the TLS handshake");
    this.nanoTime = nanoTime;
    this.nextLogNanos = new AtomicLong(nanoTime.getAsLong());
  }

  void watch(SslHandler handler) {
    var _ =
        handler
            .handshakeFuture()
            .addListener(handshake -> {
              if (!handshake.isSuccess()) {
                failed(handshake.cause());
              }
            });
  }

  void failed(Throwable cause) {
    if (cause instanceof ClosedChannelException) {
      // Gone before it began, as port checks are.
      return;
    }
    counter.add(1);
    unsaid.incrementAndGet();
    long now = nanoTime.getAsLong();
    long next = nextLogNanos.get();
    if (now - next >= 0 && nextLogNanos.compareAndSet(next, now + QUIET_NANOS)) {
      LOG.log(
          Level.WARNING,
          "{0}: {1} TLS handshakes failed, the last one with: {2}",
          protocol,
          unsaid.getAndSet(0),
          reason(cause));
    }
  }

  private static String reason(Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null && root instanceof DecoderException) {
      root = root.getCause();
    }
    // Netty puts what came instead into that message, which may be anything.
    return root instanceof NotSslRecordException
        ? "the client speaks no TLS"
        : String.valueOf(root.getMessage());
  }
}

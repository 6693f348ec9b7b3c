package io.treeline.receiver.grpc;

import io.grpc.Server;
import io.treeline.receiver.admission.Admission;
import io.treeline.receiver.admission.OtlpIngest;
import io.treeline.receiver.admission.ReceiverTelemetry;
import io.treeline.receiver.auth.Authenticator;
import io.treeline.receiver.net.Alpn;
import io.treeline.receiver.net.EventLoops;
import io.treeline.receiver.net.ListenAddress;
import io.treeline.receiver.net.ReceiverException;
import io.treeline.receiver.net.ServerTls;
import io.treeline.receiver.net.UnixSocketFile;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The OTLP/gRPC server.
///
/// Started once; stopped any number of times.
public final class OtlpGrpcReceiver {
  /// How the protocol is called in messages.
  public static final String PROTOCOL = "OTLP/gRPC";

  /// How long connections without calls get to say goodbye.
  private static final Duration GOODBYE = Duration.ofSeconds(1);

  private static final long LOOK_MILLIS = 20;

  private final GrpcSettings settings;
  private final EventLoops loops;
  private final Executor scans;
  private final GrpcHealth health = new GrpcHealth();
  private final ExecutorService answers = answers();
  private final ExportCalls exports;
  private final PortCalls port;
  private final ReceiverTelemetry telemetry;
  private final @Nullable ServerTls tls;
  private final AtomicReference<@Nullable Server> running = new AtomicReference<>();

  /// Makes a server that does not listen yet.
  ///
  /// @param scans where messages are read and scanned, and credentials checked
  /// @throws ReceiverException if certificates or credentials cannot be used
  public OtlpGrpcReceiver(
      GrpcSettings settings,
      EventLoops loops,
      Executor scans,
      Admission admission,
      OtlpIngest ingest,
      ReceiverTelemetry telemetry) {
    this.settings = settings;
    this.loops = loops;
    this.scans = scans;
    this.telemetry = telemetry;
    this.port = new PortCalls(admission, telemetry, System::nanoTime, PortCalls.maxConnections());
    Authenticator authenticator =
        settings.auth() == null ? null : Authenticator.of(PROTOCOL, settings.auth());
    this.exports = new ExportCalls(settings.maxMessageBytes(), ingest, answers, authenticator);
    this.tls =
        settings.tls() == null
            ? null
            : ServerTls.open(PROTOCOL, settings.tls(), Alpn.H2, telemetry.registry());
  }

  /// One thread, because a call may not be closed by two; after the end it takes what still comes
  /// from the journal and forgets it.
  private static ExecutorService answers() {
    return new ThreadPoolExecutor(
        1,
        1,
        0,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(),
        Thread.ofPlatform().daemon().name("otlp-grpc-answer-", 0).factory(),
        new ThreadPoolExecutor.DiscardPolicy());
  }

  /// Binds the address and begins to take calls.
  ///
  /// @throws ReceiverException if it cannot be bound
  public void start() {
    RemoteFaultLogs.silence();
    try {
      Server server =
          ServerSetup.of(
                  settings,
                  loops,
                  UnixSocketFile.beforeBind(settings.address(), loops.epoll()),
                  new GuardedNegotiator(port, settings.keepalive(), tls))
              .executor(scans)
              .addStreamTracerFactory(CallTracer.factory(telemetry))
              .addServices(exports.definitions())
              .addService(health.service())
              .build()
              .start();
      running.set(server);
      UnixSocketFile.afterBind(settings.address());
    } catch (IOException e) {
      answers.shutdownNow();
      if (tls != null) {
        tls.close();
      }
      throw ReceiverException.cannotListen(PROTOCOL, settings.address(), e);
    }
  }

  /// The bound address, after [#start].
  public ListenAddress address() {
    Server server = running.get();
    if (server == null) {
      throw new IllegalStateException("not started");
    }
    return server.getListenSockets().getFirst() instanceof InetSocketAddress bound
        ? settings.address().withPort(bound.getPort())
        : settings.address();
  }

  /// What `grpc.health.v1` answers.
  public void serving(boolean serves) {
    health.serving(serves);
  }

  /// Frees the address and takes no more connections; calls that run go on, and clients are told to
  /// go elsewhere.
  public void refuseNew() {
    Server server = running.get();
    if (server != null && !server.isShutdown()) {
      health.end();
      server.shutdown();
    }
  }

  /// Waits at most `drain` for the calls that run, then closes their connections.
  public void stop(Duration drain) throws InterruptedException {
    refuseNew();
    Server server = running.getAndSet(null);
    if (server != null) {
      await(server, System.nanoTime(), drain.toNanos());
      server.shutdownNow();
      server.awaitTermination(1, TimeUnit.SECONDS);
      UnixSocketFile.afterClose(settings.address());
    }
    stopThreads();
  }

  /// Connections that have no call and do not answer are not worth the whole time.
  private void await(Server server, long startNanos, long drainNanos) throws InterruptedException {
    while (!server.awaitTermination(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
      long waited = System.nanoTime() - startNanos;
      boolean idle = port.openCalls() == 0 && waited > GOODBYE.toNanos();
      if (idle || waited > drainNanos) {
        return;
      }
    }
  }

  private void stopThreads() throws InterruptedException {
    // What is left in the queue answers calls that are gone, on event loops that end soon.
    answers.shutdownNow();
    answers.awaitTermination(1, TimeUnit.SECONDS);
    if (tls != null) {
      tls.close();
    }
  }
}

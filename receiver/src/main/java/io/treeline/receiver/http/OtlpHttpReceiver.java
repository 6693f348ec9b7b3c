package io.treeline.receiver.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.treeline.model.ingest.Refusal;
import io.treeline.model.ingest.RefusalReason;
import io.treeline.receiver.admission.Admission;
import io.treeline.receiver.admission.OtlpIngest;
import io.treeline.receiver.admission.ReceiverTelemetry;
import io.treeline.receiver.net.ListenAddress;
import io.treeline.receiver.net.ReceiverException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The OTLP/HTTP server, on the platform's own.
///
/// Start and stop are called once each, from one thread.
public final class OtlpHttpReceiver {
  /// Requests that may be open at one time; each is a virtual thread and a few buffers.
  static final int MAX_OPEN_REQUESTS = 4_096;

  private static final System.Logger LOG = System.getLogger(OtlpHttpReceiver.class.getName());
  private static final int BACKLOG = 1_024;

  private final HttpSettings settings;
  private final ExportHandler handler;
  private final Semaphore openRequests = new Semaphore(MAX_OPEN_REQUESTS);
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final AtomicReference<@Nullable HttpServer> running = new AtomicReference<>();
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("otlp-http-", 0).factory());

  public OtlpHttpReceiver(
      HttpSettings settings, Admission admission, OtlpIngest ingest, ReceiverTelemetry telemetry) {
    this.settings = settings;
    this.handler = new ExportHandler(settings, admission, ingest, telemetry);
  }

  /// Binds the port and begins to take requests.
  ///
  /// @throws ReceiverException if the address cannot be bound
  public void start() {
    try {
      HttpServer server = HttpServer.create(socketAddress(settings.address()), BACKLOG);
      server.createContext("/", this::handle);
      server.setExecutor(threads);
      server.start();
      running.set(server);
    } catch (IOException e) {
      throw ReceiverException.cannotListen("OTLP/HTTP", settings.address(), e);
    }
  }

  private static InetSocketAddress socketAddress(ListenAddress address) {
    return switch (address) {
      case ListenAddress.Tcp tcp -> new InetSocketAddress(tcp.host(), tcp.port());
      case ListenAddress.Unix unix ->
          throw new IllegalArgumentException("OTLP/HTTP has no " + unix);
    };
  }

  /// The bound address, after [#start].
  public ListenAddress address() {
    HttpServer server = running.get();
    if (server == null) {
      throw new IllegalStateException("not started");
    }
    return settings.address().withPort(server.getAddress().getPort());
  }

  /// Refuses all requests from now on; those that run go on.
  public void refuseNew() {
    stopping.set(true);
  }

  /// Waits at most `drain` for the requests that run, then closes the port.
  public void stop(Duration drain) throws InterruptedException {
    refuseNew();
    boolean drained =
        openRequests.tryAcquire(MAX_OPEN_REQUESTS, drain.toMillis(), TimeUnit.MILLISECONDS);
    if (!drained) {
      LOG.log(System.Logger.Level.WARNING, "OTLP/HTTP stops with requests unanswered");
    }
    HttpServer server = running.getAndSet(null);
    if (server != null) {
      server.stop(0);
    }
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) {
    boolean admitted = !stopping.get() && openRequests.tryAcquire();
    try (exchange) {
      handler.handle(exchange, refusal(admitted)).send(exchange);
    } catch (IOException e) {
      // The sender is gone: there is nobody to tell.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (admitted) {
        openRequests.release();
      }
    }
  }

  private @Nullable Refusal refusal(boolean admitted) {
    if (stopping.get()) {
      return Refusal.retryable(RefusalReason.SHUTTING_DOWN, "shutting down");
    }
    return admitted
        ? null
        : Refusal.retryable(RefusalReason.BYTES_IN_FLIGHT, "too many requests at one time");
  }
}

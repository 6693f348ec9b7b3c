package io.treeline.receiver.net;

import io.grpc.netty.shaded.io.netty.buffer.ByteBufAllocator;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslHandler;
import io.treeline.model.telemetry.Telemetry;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The TLS of one port, with certificates that may change while it is open.
///
/// New connections get the certificate, key and authorities read last; one that is broken leaves
/// the one before in place. Files are read on a thread of their own; everything else is safe for
/// any thread.
public final class ServerTls implements AutoCloseable {
  /// How often an authority file is looked at whose changes count at once.
  private static final Duration CLIENT_CA_INTERVAL = Duration.ofSeconds(1);

  private static final System.Logger LOG = System.getLogger(ServerTls.class.getName());

  private final String protocol;
  private final TlsSettings settings;
  private final ReloadingContext context;
  private final FailedHandshakes failedHandshakes;
  private final ScheduledExecutorService reloads;
  // Owned by the reload thread, once it runs.
  private TlsFiles loaded;
  private String warned = "";

  private ServerTls(
      String protocol,
      TlsSettings settings,
      ReloadingContext context,
      TlsFiles loaded,
      FailedHandshakes failedHandshakes) {
    this.protocol = protocol;
    this.settings = settings;
    this.context = context;
    this.loaded = loaded;
    this.failedHandshakes = failedHandshakes;
    this.reloads =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("tls-reload-", 0).factory());
  }

  /// Reads everything, and begins to look for changes as the settings say.
  ///
  /// @param protocol for messages, such as `OTLP/gRPC`
  /// @throws ReceiverException if a file or a name cannot be used
  public static ServerTls open(
      String protocol, TlsSettings settings, Alpn alpn, Telemetry telemetry) {
    ServerTls tls = read(protocol, settings, alpn, telemetry);
    if (settings.reloadInterval().isPositive()) {
      tls.every(settings.reloadInterval(), tls::reloadCertificate);
    }
    if (settings.clientCa() != null && settings.reloadClientCa()) {
      tls.every(CLIENT_CA_INTERVAL, tls::reloadClientCa);
    }
    return tls;
  }

  /// Reads everything, for nothing but the problems.
  ///
  /// @throws ReceiverException if a file or a name cannot be used
  public static void check(String protocol, TlsSettings settings) {
    read(protocol, settings, Alpn.H2, new Telemetry()).close();
  }

  /// As [#open], looking for no changes.
  static ServerTls read(String protocol, TlsSettings settings, Alpn alpn, Telemetry telemetry) {
    try {
      TlsFiles files = TlsFiles.read(settings);
      return new ServerTls(
          protocol,
          settings,
          new ReloadingContext(new TlsContexts(settings, alpn), files),
          files,
          new FailedHandshakes(protocol, telemetry, System::nanoTime));
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw ReceiverException.cannotUse(protocol, "tls", String.valueOf(e.getMessage()), e);
    }
  }

  private void every(Duration interval, Runnable reload) {
    long nanos = interval.toNanos();
    var _ = reloads.scheduleWithFixedDelay(reload, nanos, nanos, TimeUnit.NANOSECONDS);
  }

  /// The context of new connections, which changes by itself.
  public SslContext context() {
    return context;
  }

  /// A handler for one new connection, which counts and logs a handshake that fails.
  public SslHandler newHandler(ByteBufAllocator allocator) {
    SslHandler handler = context.newHandler(allocator);
    failedHandshakes.watch(handler);
    return handler;
  }

  /// Counts and logs if the handshake of that handler fails.
  public void watch(SslHandler handler) {
    failedHandshakes.watch(handler);
  }

  void reloadCertificate() {
    reload(() -> loaded.withCertificateOf(settings));
  }

  void reloadClientCa() {
    reload(() -> loaded.withClientCaOf(settings));
  }

  private interface FileReading {
    TlsFiles read() throws IOException;
  }

  private void reload(FileReading reading) {
    try {
      TlsFiles files = reading.read();
      if (!files.equals(loaded)) {
        context.use(files);
        loaded = files;
        LOG.log(Level.INFO, "{0} uses the changed TLS files", protocol);
      }
      warned = "";
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      warnOnce(String.valueOf(e.getMessage()));
    }
  }

  private void warnOnce(String problem) {
    if (!problem.equals(warned)) {
      warned = problem;
      LOG.log(Level.WARNING, "{0} goes on with the TLS files it has: {1}", protocol, problem);
    }
  }

  /// Looks for changes no more.
  @Override
  public void close() {
    reloads.shutdownNow();
  }
}

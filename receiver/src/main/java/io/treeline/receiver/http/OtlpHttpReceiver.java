package io.treeline.receiver.http;

import io.grpc.netty.shaded.io.netty.bootstrap.ServerBootstrap;
import io.grpc.netty.shaded.io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelFuture;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.treeline.receiver.admission.Admission;
import io.treeline.receiver.admission.OtlpIngest;
import io.treeline.receiver.admission.ReceiverTelemetry;
import io.treeline.receiver.auth.AuthSettings;
import io.treeline.receiver.auth.Authenticator;
import io.treeline.receiver.net.Alpn;
import io.treeline.receiver.net.EventLoops;
import io.treeline.receiver.net.ListenAddress;
import io.treeline.receiver.net.ReceiverException;
import io.treeline.receiver.net.ServerTls;
import io.treeline.receiver.net.TlsSettings;
import io.treeline.receiver.net.UnixSocketFile;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The OTLP/HTTP server: HTTP/1 and HTTP/2 on the event loops that gRPC has too.
///
/// Started once; stopped any number of times.
public final class OtlpHttpReceiver {
  /// How the protocol is called in messages.
  public static final String PROTOCOL = "OTLP/HTTP";

  private static final System.Logger LOG = System.getLogger(OtlpHttpReceiver.class.getName());

  private final HttpSettings settings;
  private final EventLoops loops;
  private final HttpIntake intake;
  private final Connections connections = new Connections();
  private final @Nullable ServerTls tls;
  private final AtomicReference<@Nullable ListenAddress> bound = new AtomicReference<>();

  /// @param loops move the bytes; the caller stops them after this
  /// @param scans decodes and scans bodies; the caller stops it after this
  /// @throws ReceiverException if a file that the settings name cannot be used
  public OtlpHttpReceiver(
      HttpSettings settings,
      EventLoops loops,
      Executor scans,
      Admission admission,
      OtlpIngest ingest,
      ReceiverTelemetry telemetry) {
    this.settings = settings;
    this.loops = loops;
    AuthSettings auth = settings.auth();
    Authenticator authenticator = auth == null ? null : Authenticator.of(PROTOCOL, auth);
    this.intake = new HttpIntake(settings, admission, ingest, telemetry, scans, authenticator);
    TlsSettings encryption = settings.tls();
    this.tls =
        encryption == null
            ? null
            : ServerTls.open(PROTOCOL, encryption, Alpn.H2_AND_HTTP1, telemetry.registry());
    telemetry
        .registry()
        .gauge(
            "treeline_http_connections",
            Map.of(),
            "Open OTLP/HTTP connections",
            connections::count);
  }

  /// Binds the port and begins to take requests.
  ///
  /// @throws ReceiverException if the address cannot be bound
  public void start() throws InterruptedException {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops.acceptor(), loops.workers())
            .channelFactory(loops.serverChannels(settings.address()))
            .option(ChannelOption.SO_BACKLOG, HttpLimits.BACKLOG)
            .childOption(ChannelOption.AUTO_READ, false)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            // So that no more is read than one buffer beyond what can be used.
            .childOption(
                ChannelOption.RECVBUF_ALLOCATOR,
                new AdaptiveRecvByteBufAllocator().maxMessagesPerRead(1))
            .childHandler(new ConnectionSetup(intake, connections, tls));
    if (settings.address() instanceof ListenAddress.Tcp) {
      bootstrap
          .option(ChannelOption.SO_REUSEADDR, true)
          .childOption(ChannelOption.TCP_NODELAY, true)
          .childOption(ChannelOption.SO_KEEPALIVE, true);
    }
    Channel listener = bind(bootstrap);
    connections.listenOn(listener);
    bound.set(
        listener.localAddress() instanceof InetSocketAddress address
            ? settings.address().withPort(address.getPort())
            : settings.address());
  }

  private Channel bind(ServerBootstrap bootstrap) throws InterruptedException {
    try {
      ChannelFuture binding =
          bootstrap.bind(UnixSocketFile.beforeBind(settings.address(), loops.epoll())).await();
      if (!binding.isSuccess()) {
        throw new IOException(binding.cause());
      }
      UnixSocketFile.afterBind(settings.address());
      return binding.channel();
    } catch (IOException e) {
      throw ReceiverException.cannotListen(PROTOCOL, settings.address(), e);
    }
  }

  /// The bound address, after [#start].
  public ListenAddress address() {
    ListenAddress address = bound.get();
    if (address == null) {
      throw new IllegalStateException("not started");
    }
    return address;
  }

  /// Refuses all requests from now on; those that run go on.
  public void refuseNew() {
    intake.stop();
  }

  /// Frees the port, then waits at most `drain` for the requests that run.
  public void stop(Duration drain) throws InterruptedException {
    refuseNew();
    if (!connections.drain(drain)) {
      LOG.log(System.Logger.Level.WARNING, "OTLP/HTTP stops with requests unanswered");
    }
    if (bound.getAndSet(null) != null) {
      UnixSocketFile.afterClose(settings.address());
    }
    if (tls != null) {
      tls.close();
    }
  }
}

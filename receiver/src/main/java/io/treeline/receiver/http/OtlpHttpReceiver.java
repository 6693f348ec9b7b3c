package io.treeline.receiver.http;

import io.grpc.netty.shaded.io.netty.bootstrap.ServerBootstrap;
import io.grpc.netty.shaded.io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelFuture;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.treeline.model.telemetry.Telemetry;
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
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The OTLP/HTTP server: HTTP/1 and HTTP/2 on the event loops that gRPC has too.
///
/// Start and stop are called once each, from one thread.
public final class OtlpHttpReceiver {
  private static final String PROTOCOL = "OTLP/HTTP";
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
      Admission admission,
      OtlpIngest ingest,
      ReceiverTelemetry counts,
      Telemetry telemetry,
      EventLoops loops,
      Executor scans) {
    this.settings = settings;
    this.loops = loops;
    AuthSettings auth = settings.auth();
    Authenticator authenticator = auth == null ? null : Authenticator.of(PROTOCOL, auth);
    this.intake = new HttpIntake(settings, admission, ingest, counts, scans, authenticator);
    TlsSettings encryption = settings.tls();
    this.tls =
        encryption == null
            ? null
            : ServerTls.open(PROTOCOL, encryption, Alpn.H2_AND_HTTP1, telemetry);
    telemetry.gauge(
        "treeline_http_connections", Map.of(), "Open OTLP/HTTP connections", connections::count);
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
    ChannelFuture binding = bootstrap.bind(socketAddress(settings.address())).await();
    if (!binding.isSuccess()) {
      throw ReceiverException.cannotListen(
          PROTOCOL, settings.address(), new IOException(binding.cause()));
    }
    Channel listener = binding.channel();
    connections.listenOn(listener);
    bound.set(
        listener.localAddress() instanceof InetSocketAddress address
            ? settings.address().withPort(address.getPort())
            : settings.address());
  }

  private static SocketAddress socketAddress(ListenAddress address) {
    return switch (address) {
      case ListenAddress.Tcp tcp -> new InetSocketAddress(tcp.host(), tcp.port());
      case ListenAddress.Unix unix ->
          throw new IllegalArgumentException("OTLP/HTTP has no " + unix);
    };
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
    if (tls != null) {
      tls.close();
    }
  }
}

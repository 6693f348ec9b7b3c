package io.treeline.receiver.grpc;

import io.grpc.Codec;
import io.grpc.DecompressorRegistry;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.treeline.receiver.admission.Admission;
import io.treeline.receiver.admission.OtlpIngest;
import io.treeline.receiver.admission.ReceiverTelemetry;
import io.treeline.receiver.net.ListenAddress;
import io.treeline.receiver.net.ReceiverException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The OTLP/gRPC server.
///
/// Start and stop are called once each, from one thread.
public final class OtlpGrpcReceiver {
  /// Threads that read and scan messages; two at least, so that a large one does not hold up all.
  private static final int SCAN_THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());

  private final GrpcSettings settings;
  private final ExecutorService scans;
  private final ExecutorService answers;
  private final Server server;

  public OtlpGrpcReceiver(
      GrpcSettings settings, Admission admission, OtlpIngest ingest, ReceiverTelemetry telemetry) {
    this.settings = settings;
    this.scans = Executors.newFixedThreadPool(SCAN_THREADS, threads("otlp-grpc-scan-"));
    this.answers = answers();
    RequestMarshaller requests = new RequestMarshaller(admission, settings.maxMessageBytes());
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(socketAddress(settings.address()))
            .executor(scans)
            .maxInboundMessageSize(settings.maxMessageBytes())
            .maxConcurrentCallsPerConnection(settings.maxConcurrentStreams())
            .decompressorRegistry(
                DecompressorRegistry.emptyInstance()
                    .with(Codec.Identity.NONE, false)
                    .with(new LazyGzip(), true))
            .addStreamTracerFactory(CallTracer.factory(telemetry));
    for (ExportService service : ExportService.values()) {
      builder.addService(
          service.definition(
              requests, (call, headers) -> startCall(call, service, ingest, answers)));
    }
    this.server = builder.build();
  }

  private static SocketAddress socketAddress(ListenAddress address) {
    return switch (address) {
      case ListenAddress.Tcp tcp -> new InetSocketAddress(tcp.host(), tcp.port());
      case ListenAddress.Unix unix -> UnixDomainSocketAddress.of(unix.path());
    };
  }

  private static ServerCall.Listener<InboundMessage> startCall(
      ServerCall<InboundMessage, byte[]> call,
      ExportService service,
      OtlpIngest ingest,
      ExecutorService answers) {
    // One more than a unary call has, so that a second message is seen.
    call.request(2);
    return new ExportCall(call, service.signal(), ingest, answers);
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
        threads("otlp-grpc-answer-"),
        new ThreadPoolExecutor.DiscardPolicy());
  }

  private static ThreadFactory threads(String prefix) {
    return Thread.ofPlatform().daemon().name(prefix, 0).factory();
  }

  /// Binds the port and begins to take calls.
  ///
  /// @throws ReceiverException if the address cannot be bound
  public void start() {
    try {
      server.start();
    } catch (IOException e) {
      shutDownThreads();
      throw ReceiverException.cannotListen("OTLP/gRPC", settings.address(), e);
    }
  }

  /// The bound address, after [#start].
  public ListenAddress address() {
    InetSocketAddress bound = (InetSocketAddress) server.getListenSockets().getFirst();
    return settings.address().withPort(bound.getPort());
  }

  /// Takes no more calls; those that run go on.
  public void refuseNew() {
    server.shutdown();
  }

  /// Waits at most `drain` for the calls that run, then closes their connections.
  public void stop(Duration drain) throws InterruptedException {
    refuseNew();
    if (!server.awaitTermination(drain.toMillis(), TimeUnit.MILLISECONDS)) {
      server.shutdownNow();
      server.awaitTermination(1, TimeUnit.SECONDS);
    }
    shutDownThreads();
  }

  private void shutDownThreads() {
    scans.shutdown();
    answers.shutdown();
  }
}

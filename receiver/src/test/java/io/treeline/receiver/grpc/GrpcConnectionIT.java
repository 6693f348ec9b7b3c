package io.treeline.receiver.grpc;

import static io.treeline.receiver.Requests.span;
import static io.treeline.receiver.Requests.traces;
import static io.treeline.receiver.grpc.Http2Wire.ACK;
import static io.treeline.receiver.grpc.Http2Wire.GOAWAY;
import static io.treeline.receiver.grpc.Http2Wire.PING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.treeline.receiver.RunningReceivers;
import io.treeline.receiver.grpc.Http2Wire.Frame;
import io.treeline.receiver.net.ListenAddress;
import io.treeline.receiver.net.ReceiverException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// How connections begin, are kept and end.
@Timeout(60)
final class GrpcConnectionIT {
  private static final byte[] BODY = traces(span(1, 2)).toByteArray();
  private static final Duration NONE = Duration.ZERO;
  private static final Duration SECOND = Duration.ofSeconds(1);

  @TempDir private Path directory;

  private static RunningReceivers start(ListenAddress address, KeepaliveSettings keepalive)
      throws Exception {
    return RunningReceivers.start(new GrpcSettings(address, 1 << 20, 100, keepalive, null, null));
  }

  private static RunningReceivers start(KeepaliveSettings keepalive) throws Exception {
    return start(new ListenAddress.Tcp("127.0.0.1", 0), keepalive);
  }

  @Test
  void probe_clientThatIsThere_keepsItsConnection() throws Exception {
    RunningReceivers receivers =
        start(new KeepaliveSettings(NONE, NONE, NONE, SECOND, SECOND, NONE, false));
    try (Http2Wire wire = Http2Wire.connect(receivers.grpc())) {
      for (int i = 0; i < 3; i++) {
        Frame ping = wire.readTo(frame -> frame.type() == PING && frame.flags() == 0);
        wire.send(PING, ACK, 0, ping.payload()).sendRaw(new byte[0]);
      }

      assertThat(wire.call(1).message(1, BODY, true).end(1).header("grpc-status")).isEqualTo("0");
    } finally {
      receivers.stop();
    }
  }

  @Test
  void probe_clientThatIsGone_losesItsConnection() throws Exception {
    RunningReceivers receivers =
        start(new KeepaliveSettings(NONE, NONE, NONE, SECOND, SECOND, NONE, false));
    try (Http2Wire wire = Http2Wire.connect(receivers.grpc())) {
      wire.readTo(frame -> frame.type() == PING);

      assertThat(wire.isClosed()).isTrue();
    } finally {
      receivers.stop();
    }
  }

  @Test
  void pings_asOftenAsPermitted_areAnswered() throws Exception {
    RunningReceivers receivers =
        start(new KeepaliveSettings(NONE, NONE, NONE, NONE, NONE, Duration.ofMillis(1), true));
    try (Http2Wire wire = Http2Wire.connect(receivers.grpc())) {
      for (int i = 0; i < 10; i++) {
        wire.send(PING, 0, 0, new byte[8]).sendRaw(new byte[0]);
        wire.readTo(frame -> frame.type() == PING && frame.flags() == ACK);
        TimeUnit.MILLISECONDS.sleep(5);
      }
    } finally {
      receivers.stop();
    }
  }

  @Test
  void age_reached_isToldAndRunningCallsAreFinished() throws Exception {
    RunningReceivers receivers =
        start(new KeepaliveSettings(NONE, SECOND, NONE, NONE, NONE, NONE, false));
    receivers.intake.hold();
    try (Http2Wire wire = Http2Wire.connect(receivers.grpc())) {
      wire.call(1).message(1, BODY, true);
      assertThat(wire.goAway()).isEqualTo("0 max_age");
      Frame ping = wire.readTo(frame -> frame.type() == PING && frame.flags() == 0);
      wire.send(PING, ACK, 0, ping.payload()).sendRaw(new byte[0]);
      assertThat(wire.goAway()).isEqualTo("0 max_age");

      receivers.intake.answerWaiting();

      assertThat(wire.end(1).header("grpc-status")).isEqualTo("0");
      assertThat(wire.isClosed()).isTrue();
    } finally {
      receivers.stop();
    }
  }

  @Test
  void idle_tooLong_isTold() throws Exception {
    RunningReceivers receivers =
        start(new KeepaliveSettings(SECOND, NONE, NONE, NONE, NONE, NONE, false));
    try (Http2Wire wire = Http2Wire.connect(receivers.grpc())) {
      wire.call(1).message(1, BODY, true).end(1);

      assertThat(wire.goAway()).isEqualTo("0 max_idle");
    } finally {
      receivers.stop();
    }
  }

  @Test
  void stop_callsRunning_areAnsweredAndClientsToldToGo() throws Exception {
    RunningReceivers receivers = start(KeepaliveSettings.DEFAULT);
    receivers.intake.hold();
    try (Http2Wire wire = Http2Wire.connect(receivers.grpc())) {
      wire.call(1).message(1, BODY, true);
      RunningReceivers.await(() -> receivers.intake.waiting() == 1);
      Thread stopping = Thread.ofPlatform().start(() -> stop(receivers));
      wire.readTo(frame -> frame.type() == GOAWAY);
      assertThatThrownBy(() -> Http2Wire.connect(receivers.grpc())).isNotNull();

      receivers.intake.answerWaiting();

      assertThat(wire.end(1).header("grpc-status")).isEqualTo("0");
      stopping.join();
      receivers.stop();
    }
  }

  private static void stop(RunningReceivers receivers) {
    try {
      receivers.receivers().stop(Duration.ofSeconds(20));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void stop_silentConnectionWithoutCalls_isNotWaitedFor() throws Exception {
    RunningReceivers receivers = start(KeepaliveSettings.DEFAULT);
    try (Http2Wire wire = Http2Wire.connect(receivers.grpc())) {
      wire.call(1).message(1, BODY, true).end(1);
      long startNanos = System.nanoTime();

      receivers.receivers().stop(Duration.ofSeconds(30));

      assertThat(Duration.ofNanos(System.nanoTime() - startNanos))
          .isLessThan(Duration.ofSeconds(9));
      assertThat(wire.isClosed()).isTrue();
    }
  }

  @Test
  void unix_socket_isServedForOwnerAndGroupAndRemoved() throws Exception {
    Path path = directory.resolve("otlp.sock");
    leaveStaleSocket(path);
    ListenAddress address = new ListenAddress.Unix(path);
    RunningReceivers receivers = start(address, KeepaliveSettings.DEFAULT);
    var loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(path))
            .channelType(NioDomainSocketChannel.class, UnixDomainSocketAddress.class)
            .eventLoopGroup(loops)
            .usePlaintext()
            .build();
    try {
      var response = TraceServiceGrpc.newBlockingStub(channel).export(traces(span(1, 2)));
      assertThat(response.hasPartialSuccess()).isFalse();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
          .isEqualTo("rw-rw----");
      assertThat(receivers.receivers().grpcAddress()).isEqualTo(address);
      assertThatThrownBy(() -> start(address, KeepaliveSettings.DEFAULT))
          .isInstanceOf(ReceiverException.class)
          .hasMessageContaining("already in use");
    } finally {
      channel.shutdownNow();
      receivers.stop();
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(2, TimeUnit.SECONDS);
    }
    assertThat(path).doesNotExist();
  }

  private static void leaveStaleSocket(Path path) throws Exception {
    try (var server =
        java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(path));
    }
    assertThat(path).exists();
  }

  @Test
  void unix_otherFile_isNotTouched() throws Exception {
    Path file = Files.writeString(directory.resolve("data"), "precious");

    assertThatThrownBy(() -> start(new ListenAddress.Unix(file), KeepaliveSettings.DEFAULT))
        .isInstanceOf(ReceiverException.class)
        .hasMessageContaining("no socket");
    assertThat(file).hasContent("precious");
  }

  @Test
  void health_follows_whatIsServed() throws Exception {
    RunningReceivers receivers = start(KeepaliveSettings.DEFAULT);
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(receivers.grpc()).usePlaintext().build();
    try {
      Iterator<HealthCheckResponse> watch =
          HealthGrpc.newBlockingStub(channel)
              .watch(
                  HealthCheckRequest.newBuilder()
                      .setService("opentelemetry.proto.collector.trace.v1.TraceService")
                      .build());
      assertThat(watch.next().getStatus()).isEqualTo(ServingStatus.SERVING);
      assertThat(
              HealthGrpc.newBlockingStub(channel)
                  .check(HealthCheckRequest.getDefaultInstance())
                  .getStatus())
          .isEqualTo(ServingStatus.SERVING);

      receivers.receivers().serving(false);

      assertThat(watch.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
    } finally {
      channel.shutdownNow();
      receivers.stop();
    }
  }
}

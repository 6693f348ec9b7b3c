package io.treeline.receiver.grpc;

import static io.treeline.receiver.Requests.span;
import static io.treeline.receiver.Requests.traces;
import static io.treeline.receiver.grpc.Http2Wire.DATA;
import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.receiver.RunningReceivers;
import io.treeline.receiver.net.ListenAddress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Clients that begin as many large messages as they may, and never end one.
@Timeout(90)
final class FloodMemoryIT {
  private static final long BUDGET_BYTES = 16 << 20;
  private static final int MESSAGE_BYTES = 8 << 20;
  private static final int CONNECTIONS = 4;
  private static final int STREAMS = 100;

  /// What each stream sends of its message: all that flow control lets it.
  private static final int FRAMES = 63;

  private static final byte[] FRAME = new byte[16_384];
  private static final byte[] BODY = traces(span(1, 2)).toByteArray();

  private final RunningReceivers receivers;
  private final AtomicLong sentBytes = new AtomicLong();

  FloodMemoryIT() throws Exception {
    receivers =
        RunningReceivers.start(
            GrpcSettings.open(new ListenAddress.Tcp("127.0.0.1", 0), MESSAGE_BYTES), BUDGET_BYTES);
  }

  @AfterEach
  void everythingIsGivenBack() throws Exception {
    RunningReceivers.await(() -> receivers.budget.usedBytes() == 0);
    receivers.stop();
  }

  @Test
  void flood_ofUnfinishedMessages_staysWithinTheBudgetAndLetsSmallOnesPass() throws Exception {
    List<Thread> floods = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      floods.add(Thread.ofPlatform().start(this::flood));
    }
    long mostBytes = 0;
    int calls = 0;
    try (Http2Wire honest = Http2Wire.connect(receivers.grpc())) {
      while (floods.stream().anyMatch(Thread::isAlive)) {
        int stream = 2 * calls++ + 1;
        assertThat(
                honest.call(stream).message(stream, BODY, true).end(stream).header("grpc-status"))
            .as("call " + calls)
            .isEqualTo("0");
        mostBytes = Math.max(mostBytes, receivers.budget.usedBytes());
      }
    }

    assertThat(sentBytes.get()).isGreaterThan(20 * BUDGET_BYTES);
    assertThat(calls).isGreaterThan(3);
    assertThat(mostBytes).isBetween(BUDGET_BYTES / 2, BUDGET_BYTES * 9 / 8);
    assertThat(receivers.refused("bytes_in_flight")).isPositive();
  }

  private void flood() {
    try (Http2Wire wire = Http2Wire.connect(receivers.grpc())) {
      Thread.ofPlatform().daemon().start(() -> drain(wire));
      for (int stream = 1; stream < 2 * STREAMS; stream += 2) {
        wire.call(stream).send(DATA, 0, stream, Http2Wire.prefixOf(MESSAGE_BYTES));
      }
      for (int frame = 0; frame < FRAMES; frame++) {
        for (int stream = 1; stream < 2 * STREAMS; stream += 2) {
          wire.send(DATA, 0, stream, FRAME);
          sentBytes.addAndGet(FRAME.length);
        }
      }
      TimeUnit.MILLISECONDS.sleep(100);
    } catch (IOException e) {
      // Ended by the server, which is as good.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Reads what comes, as a client does that wants its connection to stay.
  private static void drain(Http2Wire wire) {
    try {
      wire.isClosed();
    } catch (IOException e) {
      // The end of the test.
    }
  }
}

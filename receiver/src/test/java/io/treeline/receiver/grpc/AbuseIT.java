package io.treeline.receiver.grpc;

import static io.treeline.receiver.Requests.span;
import static io.treeline.receiver.Requests.traces;
import static io.treeline.receiver.grpc.Http2Wire.CONTINUATION;
import static io.treeline.receiver.grpc.Http2Wire.DATA;
import static io.treeline.receiver.grpc.Http2Wire.END_HEADERS;
import static io.treeline.receiver.grpc.Http2Wire.HEADERS;
import static io.treeline.receiver.grpc.Http2Wire.PING;
import static io.treeline.receiver.grpc.Http2Wire.PRIORITY;
import static io.treeline.receiver.grpc.Http2Wire.RST_STREAM;
import static io.treeline.receiver.grpc.Http2Wire.SETTINGS;
import static io.treeline.receiver.grpc.Http2Wire.WINDOW_UPDATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.treeline.receiver.RunningReceivers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Connections that mean harm end, or get no more than their share; the server goes on.
@Timeout(60)
final class AbuseIT {
  private static final byte[] BODY = traces(span(1, 2)).toByteArray();
  private static final String CALM = "11 ";

  private final RunningReceivers receivers;
  private final Http2Wire wire;

  AbuseIT() throws Exception {
    receivers = RunningReceivers.start();
    wire = Http2Wire.connect(receivers.grpc());
  }

  @AfterEach
  void othersAreServed() throws Exception {
    try (Http2Wire other = Http2Wire.connect(receivers.grpc())) {
      assertThat(other.call(1).message(1, BODY, true).end(1).header("grpc-status")).isEqualTo("0");
    }
    wire.close();
    RunningReceivers.await(() -> receivers.budget.usedBytes() == 0);
    receivers.stop();
  }

  /// Sends frames until the server has closed the connection.
  private void flood(byte[] frames, int times) {
    try {
      for (int i = 0; i < times; i++) {
        wire.sendRaw(frames);
      }
    } catch (IOException e) {
      // It has.
    }
  }

  private static byte[] repeated(int times, byte[] frame) {
    var frames = new ByteArrayOutputStream();
    for (int i = 0; i < times; i++) {
      frames.writeBytes(frame);
    }
    return frames.toByteArray();
  }

  @Test
  void flood_ofPings_endsWithTooManyPings() throws Exception {
    flood(repeated(3, Http2Wire.frame(PING, 0, 0, new byte[8])), 1);

    assertThat(wire.goAway()).isEqualTo(CALM + "too_many_pings");
    assertThat(wire.isClosed()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {SETTINGS, PRIORITY, WINDOW_UPDATE, 0x20})
  void flood_ofFramesWithoutCalls_ends(int type) throws Exception {
    byte[] frame =
        switch (type) {
          case PRIORITY -> Http2Wire.frame(type, 0, 1, new byte[5]);
          case WINDOW_UPDATE -> Http2Wire.frame(type, 0, 0, new byte[] {0, 0, 0, 1});
          default -> Http2Wire.frame(type, 0, 0);
        };
    flood(repeated(1_000, frame), 20);

    assertThat(wire.goAway()).startsWith(CALM);
    assertThat(wire.isClosed()).isTrue();
  }

  @Test
  void flood_ofEmptyData_ends() throws Exception {
    wire.call(1);
    flood(repeated(1_000, Http2Wire.frame(DATA, 0, 1)), 20);

    assertThat(wire.goAway()).startsWith(CALM);
  }

  @Test
  void flood_ofContinuations_endsBeforeTheHeadersDo() throws Exception {
    wire.send(HEADERS, 0, 1, Http2Wire.exportHeaders());
    flood(repeated(1_000, Http2Wire.frame(CONTINUATION, 0, 1)), 20);

    assertThat(wire.isClosed()).isTrue();
  }

  @Test
  void headers_longerThanAllowed_endTheCallNotTheServer() throws Exception {
    List<String> many = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      many.add("x-long-" + i + "=" + "v".repeat(100));
    }
    wire.send(HEADERS, END_HEADERS, 1, Http2Wire.exportHeaders(many.toArray(String[]::new)));
    wire.message(1, BODY, true);

    assertThatThrownBy(() -> wire.end(1)).isInstanceOf(IOException.class);
  }

  @Test
  void reset_ofStreamsAsSoonAsTheyAreOpen_ends() throws Exception {
    try {
      for (int stream = 1; stream < 10_000; stream += 2) {
        wire.call(stream).send(RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8});
      }
    } catch (IOException e) {
      // The server has had enough.
    }

    assertThat(wire.goAway()).isEqualTo(CALM + "too_many_rststreams");
  }

  @Test
  void streams_moreThanAllowed_areRefusedEach() throws Exception {
    for (int stream = 1; stream <= 2 * 257; stream += 2) {
      wire.call(stream);
    }
    wire.sendRaw(new byte[0]);

    assertThat(wire.readTo(frame -> frame.type() == RST_STREAM).payload())
        .as("REFUSED_STREAM")
        .containsExactly(0, 0, 0, 7);
  }
}

package io.treeline.receiver.grpc;

import static io.treeline.receiver.Requests.span;
import static io.treeline.receiver.Requests.traces;
import static io.treeline.receiver.grpc.Http2Wire.DATA;
import static io.treeline.receiver.grpc.Http2Wire.END_HEADERS;
import static io.treeline.receiver.grpc.Http2Wire.END_STREAM;
import static io.treeline.receiver.grpc.Http2Wire.HEADERS;
import static io.treeline.receiver.grpc.Http2Wire.RST_STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import io.treeline.receiver.RunningReceivers;
import io.treeline.receiver.grpc.Http2Wire.Frame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What no gRPC client library would send.
@Timeout(60)
final class GrpcWireIT {
  private static final byte[] BODY = traces(span(1, 2)).toByteArray();

  private final RunningReceivers receivers;
  private final Http2Wire wire;

  GrpcWireIT() throws Exception {
    receivers = RunningReceivers.start();
    wire = Http2Wire.connect(receivers.grpc());
  }

  /// Whatever was sent, the connection takes a call and all memory is given back.
  @AfterEach
  void serverIsWell() throws Exception {
    assertThat(wire.call(101).message(101, BODY, true).end(101).header("grpc-status"))
        .isEqualTo("0");
    wire.close();
    RunningReceivers.await(() -> receivers.budget.usedBytes() == 0);
    receivers.stop();
  }

  private Frame status(String code) throws IOException {
    Frame end = wire.end(1);
    assertThat(end.header("grpc-status")).isEqualTo(code);
    return end;
  }

  @Test
  void call_plain_isAnsweredWithHeadersMessageAndTrailers() throws Exception {
    wire.call(1).message(1, BODY, true);

    Frame headers = wire.readTo(frame -> frame.type() == HEADERS);
    assertThat(headers.headers()).contains(":status=200", "content-type=application/grpc");
    assertThat(headers.header("grpc-accept-encoding").split(","))
        .contains("gzip", "deflate", "zstd", "snappy");
    assertThat(wire.readTo(frame -> frame.type() == DATA).payload()).containsExactly(0, 0, 0, 0, 0);
    status("0");
  }

  @ParameterizedTest
  @CsvSource({"application/json,415", "text/plain,415", "'',415"})
  void call_otherContentType_is415(String type, String status) throws Exception {
    wire.call(1, "content-type=" + type).message(1, BODY, true);

    assertThat(wire.readTo(frame -> frame.type() == HEADERS).header(":status")).isEqualTo(status);
    wire.end(1);
  }

  @ParameterizedTest
  @CsvSource({"application/grpc+proto", "application/grpc;charset=utf-8"})
  void call_contentTypeOfGrpc_isTaken(String type) throws Exception {
    wire.call(1, "content-type=" + type).message(1, BODY, true);

    status("0");
  }

  @Test
  void call_get_is405() throws Exception {
    wire.call(1, ":method=GET").message(1, BODY, true);

    assertThat(wire.readTo(frame -> frame.type() == HEADERS).header(":status")).isEqualTo("405");
    wire.end(1);
  }

  @ParameterizedTest
  @CsvSource({
    "/opentelemetry.proto.collector.trace.v1.TraceService/Import",
    "/opentelemetry.proto.collector.profiles.v1development.ProfilesService/Export",
    "/x"
  })
  void call_methodWeDoNotHave_isUnimplemented(String path) throws Exception {
    wire.call(1, ":path=" + path).message(1, BODY, true);

    status("12");
  }

  @Test
  void call_withoutTe_isTaken() throws Exception {
    wire.call(1, "te=").message(1, BODY, true);

    status("0");
  }

  @Test
  void call_unknownEncoding_isUnimplementedAndToldWhatThereIs() throws Exception {
    wire.call(1, "grpc-encoding=br").message(1, BODY, false);

    Frame end = status("12");
    assertThat(end.header("grpc-accept-encoding")).isEqualTo("identity,gzip,deflate,zstd,snappy");
    assertThat(receivers.refused("unsupported_encoding")).isEqualTo(1);
    assertThat(wire.readTo(frame -> frame.type() == RST_STREAM).payload()).containsOnly(0);
  }

  @Test
  void call_zstd_isTaken() throws Exception {
    wire.call(1, "grpc-encoding=zstd")
        .send(DATA, END_STREAM, 1, Http2Wire.prefixed(1, Zstd.compress(BODY)));

    status("0");
    assertThat(receivers.intake.items()).isEqualTo(1);
  }

  @Test
  void call_snappy_isTheFramingFormat() throws Exception {
    CRC32C crc = new CRC32C();
    crc.update(BODY);
    int sum = (int) crc.getValue();
    byte[] framed =
        ByteBuffer.allocate(10 + 8 + BODY.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(HexFormat.of().parseHex("ff060000734e61507059"))
            .putInt(1 | (BODY.length + 4) << 8)
            .putInt(Integer.rotateRight(sum, 15) + 0xa282ead8)
            .put(BODY)
            .array();

    wire.call(1, "grpc-encoding=snappy").send(DATA, END_STREAM, 1, Http2Wire.prefixed(1, framed));

    status("0");
    assertThat(receivers.intake.items()).isEqualTo(1);
  }

  @Test
  void call_compressedFlagWithoutEncoding_isAnErrorThatIsNotRetried() throws Exception {
    wire.call(1).send(DATA, END_STREAM, 1, Http2Wire.prefixed(1, BODY));

    status("13");
  }

  @Test
  void call_malformedTimeout_isInvalid() throws Exception {
    wire.call(1, "grpc-timeout=soon").message(1, BODY, true);

    status("3");
  }

  @Test
  void call_timeIsUp_isCancelledAndStoresNothing() throws Exception {
    wire.call(1, "grpc-timeout=1n").message(1, BODY, true);

    assertThat(wire.readTo(frame -> frame.type() == RST_STREAM).payload())
        .containsExactly(0, 0, 0, 8);
    assertThat(receivers.intake.batches()).isEmpty();
  }

  @Test
  void call_noMessage_isInvalid() throws Exception {
    wire.send(HEADERS, END_HEADERS | END_STREAM, 1, Http2Wire.exportHeaders());

    assertThat(status("3").header("grpc-message")).isEqualTo("not one message");
  }

  @Test
  void call_emptyMessage_isOk() throws Exception {
    wire.call(1).message(1, new byte[0], true);

    status("0");
  }

  @Test
  void call_twoMessages_isInvalidAndStoresNothing() throws Exception {
    wire.call(1).message(1, BODY, false).message(1, BODY, true);

    status("3");
    assertThat(receivers.intake.batches()).isEmpty();
  }

  @Test
  void call_endsInsideTheMessage_isAnErrorThatIsNotRetried() throws Exception {
    wire.call(1).send(DATA, END_STREAM, 1, new byte[] {0, 0, 0, 0, 9, 1, 2, 3});

    status("13");
  }

  @Test
  void call_claimsTooMuch_isRefusedBeforeItIsSent() throws Exception {
    wire.call(1).send(DATA, 0, 1, (byte) 0, (byte) 0x7F, (byte) 0, (byte) 0, (byte) 0);

    status("8");
    RunningReceivers.await(() -> receivers.refused("too_large") == 1);
    wire.send(DATA, 0, 1, new byte[1_000]);
    assertThat(wire.readTo(frame -> frame.type() == RST_STREAM).payload()).containsOnly(0);
  }

  @Test
  void call_oneByteAFrameAndPadded_isPutTogether() throws Exception {
    wire.call(1);
    byte[] message = Http2Wire.prefixed(0, BODY);
    for (byte each : message) {
      wire.send(DATA, 8, 1, (byte) 2, each, (byte) 0, (byte) 0);
    }
    wire.send(DATA, END_STREAM, 1);

    status("0");
    assertThat(receivers.intake.items()).isEqualTo(1);
  }

  @Test
  void call_withTrailers_isTaken() throws Exception {
    wire.call(1).message(1, BODY, false);
    wire.send(HEADERS, END_HEADERS | END_STREAM, 1, Http2Wire.block(List.of("x-end=1")));

    status("0");
  }

  @Test
  void call_resetByTheClient_storesNothingOfHalfAMessage() throws Exception {
    byte[] message = Http2Wire.prefixed(0, BODY);
    wire.call(1).send(DATA, 0, 1, Arrays.copyOf(message, message.length - 1));
    wire.send(RST_STREAM, 0, 1, new byte[] {0, 0, 0, 8});

    RunningReceivers.await(() -> receivers.budget.usedBytes() == 0);
    assertThat(receivers.intake.batches()).isEmpty();
  }

  @Test
  void calls_interleaved_areAnsweredEach() throws Exception {
    byte[] message = Http2Wire.prefixed(0, BODY);
    for (int stream = 1; stream < 41; stream += 2) {
      wire.call(stream);
    }
    for (int from = 0; from < message.length; from += 50) {
      byte[] part = Arrays.copyOfRange(message, from, Math.min(message.length, from + 50));
      for (int stream = 1; stream < 41; stream += 2) {
        wire.send(DATA, 0, stream, part);
      }
    }
    for (int stream = 39; stream > 0; stream -= 2) {
      wire.send(DATA, END_STREAM, stream);
    }
    for (int i = 0; i < 20; i++) {
      assertThat(wire.readTo(Frame::endsStream).header("grpc-status")).isEqualTo("0");
    }
  }
}

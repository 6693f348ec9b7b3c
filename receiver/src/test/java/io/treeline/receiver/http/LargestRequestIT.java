package io.treeline.receiver.http;

import static io.treeline.receiver.Requests.span;
import static io.treeline.receiver.Requests.spanId;
import static io.treeline.receiver.Requests.traces;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.treeline.receiver.RunningReceivers;
import io.treeline.receiver.http.RawConnection.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.zip.CRC32C;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A request as large as the whole budget, of bytes that no coding makes smaller: the server must
/// never hold it twice.
@Timeout(60)
final class LargestRequestIT {
  private static final int LIMIT = (int) RunningReceivers.BUDGET_BYTES;
  private static final byte[] BODY = body(LIMIT - 1_500);

  private final RunningReceivers receivers;

  LargestRequestIT() throws InterruptedException {
    HttpSettings settings = RunningReceivers.httpSettings();
    receivers = RunningReceivers.start(HttpSettings.open(settings.address(), LIMIT));
  }

  @AfterEach
  void everythingIsGivenBack() throws InterruptedException {
    RunningReceivers.await(() -> receivers.budget.usedBytes() == 0);
    receivers.stop();
  }

  private static byte[] body(int bytes) {
    byte[] noise = new byte[bytes - 400];
    new Random(1).nextBytes(noise);
    Span noisy =
        span(1, 2).toBuilder()
            .setSpanId(spanId(7))
            .addAttributes(
                KeyValue.newBuilder()
                    .setKey("noise")
                    .setValue(AnyValue.newBuilder().setBytesValue(ByteString.copyFrom(noise))))
            .build();
    return traces(noisy).toByteArray();
  }

  private static byte[] coded(String coding) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    switch (coding) {
      case "gzip" -> {
        try (var gzip = new GZIPOutputStream(out)) {
          gzip.write(BODY);
        }
      }
      case "zlib" -> {
        try (var zlib = new DeflaterOutputStream(out)) {
          zlib.write(BODY);
        }
      }
      case "zstd" -> out.writeBytes(Zstd.compress(BODY));
      case "snappy" -> writeSnappyBlock(out);
      case "x-snappy-framed" -> writeSnappyFrames(out);
      case "lz4" -> writeLz4Frame(out);
      default -> out.writeBytes(BODY);
    }
    return out.toByteArray();
  }

  private static void writeSnappyBlock(ByteArrayOutputStream out) {
    int length = BODY.length;
    while (length >= 0x80) {
      out.write(length | 0x80);
      length >>>= 7;
    }
    out.write(length);
    out.write(63 << 2);
    out.writeBytes(little(4).putInt(BODY.length - 1).array());
    out.writeBytes(BODY);
  }

  private static void writeSnappyFrames(ByteArrayOutputStream out) {
    out.writeBytes(new byte[] {-1, 6, 0, 0, 's', 'N', 'a', 'P', 'p', 'Y'});
    for (int at = 0; at < BODY.length; at += 65_536) {
      int count = Math.min(65_536, BODY.length - at);
      CRC32C crc = new CRC32C();
      crc.update(BODY, at, count);
      out.writeBytes(little(4).putInt(1 | count + 4 << 8).array());
      out.writeBytes(
          little(4).putInt(Integer.rotateRight((int) crc.getValue(), 15) + 0xA282EAD8).array());
      out.write(BODY, at, count);
    }
  }

  private static void writeLz4Frame(ByteArrayOutputStream out) {
    // Independent blocks of up to 4 MiB without checksums; the last byte is that of the header.
    out.writeBytes(new byte[] {4, 0x22, 0x4D, 0x18, 0x60, 0x70, 0x73});
    out.writeBytes(little(4).putInt(1 << 31 | BODY.length).array());
    out.writeBytes(BODY);
    out.writeBytes(new byte[4]);
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "gzip", "zlib", "zstd", "snappy", "x-snappy-framed", "lz4"})
  void request_asLargeAsTheBudget_isTakenInEveryCoding(String coding) throws IOException {
    try (RawConnection connection = RawConnection.open(receivers.http())) {
      connection.post("Content-Encoding: " + coding + "\n", coded(coding));

      Reply reply = connection.reply();
      assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    }
    assertThat(receivers.intake.items()).isEqualTo(1);
  }

  @Test
  void request_chunkedWithoutALength_isTaken() throws IOException {
    try (RawConnection connection = RawConnection.open(receivers.http())) {
      connection.send(RawConnection.head("Transfer-Encoding: chunked\n"));
      connection.send((Integer.toHexString(BODY.length) + "\r\n").getBytes(ISO_8859_1));
      connection.send(BODY);
      connection.send("\n0\n\n");

      assertThat(connection.reply().status()).isEqualTo(200);
    }
  }

  @Test
  void request_inJson_isTaken() throws IOException {
    String json = "{\"resourceSpans\":[{\"schemaUrl\":\"%s\"}]}".formatted("x".repeat(LIMIT - 100));
    try (RawConnection connection = RawConnection.open(receivers.http())) {
      connection.send(
          "POST /v1/traces HTTP/1.1\nHost: t\nContent-Type: application/json\nContent-Length: "
              + json.length()
              + "\n\n"
              + json);

      assertThat(connection.reply().status()).isEqualTo(200);
    }
  }

  @Test
  void request_aByteTooLarge_isRefused() throws IOException {
    try (RawConnection connection = RawConnection.open(receivers.http())) {
      connection.send(RawConnection.head("Content-Length: " + (LIMIT + 1) + "\n"));

      assertThat(connection.reply().status()).isEqualTo(413);
    }
  }
}

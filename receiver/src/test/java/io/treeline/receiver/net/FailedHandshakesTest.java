package io.treeline.receiver.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.netty.shaded.io.netty.handler.codec.DecoderException;
import io.grpc.netty.shaded.io.netty.handler.ssl.NotSslRecordException;
import io.treeline.model.telemetry.Counter;
import io.treeline.model.telemetry.Telemetry;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class FailedHandshakesTest {
  private static final Logger LOGGER = Logger.getLogger(FailedHandshakes.class.getName());

  private final Telemetry telemetry = new Telemetry();
  private final AtomicLong nanos = new AtomicLong();
  private final FailedHandshakes failed = new FailedHandshakes("OTLP/gRPC", telemetry, nanos::get);
  private final List<String> lines = new ArrayList<>();
  private final Handler log =
      new Handler() {
        @Override
        public void publish(LogRecord entry) {
          lines.add(new java.util.logging.SimpleFormatter().formatMessage(entry));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  FailedHandshakesTest() {
    LOGGER.setUseParentHandlers(false);
    LOGGER.addHandler(log);
  }

  @AfterEach
  void logAsBefore() {
    LOGGER.removeHandler(log);
    LOGGER.setUseParentHandlers(true);
  }

  @Test
  void failed_often_isOneLineAMinute() {
    for (int i = 0; i < 5; i++) {
      failed.failed(new DecoderException(new SSLHandshakeException("unknown authority")));
    }
    nanos.addAndGet(Duration.ofMinutes(2).toNanos());
    failed.failed(new SSLHandshakeException("expired"));

    assertThat(lines)
        .containsExactly(
            "OTLP/gRPC: 1 TLS handshakes failed, the last one with: unknown authority",
            "OTLP/gRPC: 5 TLS handshakes failed, the last one with: expired");
    assertThat(count()).isEqualTo(6);
  }

  @Test
  void failed_clearText_isNotRepeated() {
    failed.failed(new DecoderException(new NotSslRecordException("not TLS: 70726f6d7074")));

    assertThat(lines).singleElement().asString().doesNotContain("70726f6d7074");
  }

  @Test
  void failed_closedBeforeItBegan_isNothing() {
    failed.failed(new ClosedChannelException());

    assertThat(lines).isEmpty();
    assertThat(count()).isZero();
  }

  private long count() {
    return ((Counter) telemetry.all().getFirst().instrument()).value();
  }
}

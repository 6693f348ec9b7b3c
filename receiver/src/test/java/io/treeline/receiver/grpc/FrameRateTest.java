package io.treeline.receiver.grpc;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class FrameRateTest {
  private final FrameRate rate = new FrameRate(0);

  private void useless(int frames, long nowNanos) throws Http2Exception {
    for (int i = 0; i < frames; i++) {
      rate.useless(nowNanos);
    }
  }

  @Test
  void useless_moreThanAllowed_endsTheConnection() throws Exception {
    useless(FrameRate.MAX_USELESS, 1);

    assertThatThrownBy(() -> rate.useless(2)).isInstanceOf(Http2Exception.class);
  }

  @Test
  void useless_overALongTime_isAllowed() {
    assertThatCode(
            () -> {
              for (int window = 1; window < 10; window++) {
                useless(FrameRate.MAX_USELESS, window * Duration.ofSeconds(11).toNanos());
              }
            })
        .doesNotThrowAnyException();
  }

  @Test
  void useless_amongCalls_isAllowed() {
    assertThatCode(
            () -> {
              for (int i = 0; i < 10 * FrameRate.MAX_USELESS; i++) {
                rate.useful();
                useless(5, 1);
              }
            })
        .doesNotThrowAnyException();
  }
}

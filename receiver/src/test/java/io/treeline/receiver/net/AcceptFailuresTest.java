package io.treeline.receiver.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.netty.shaded.io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class AcceptFailuresTest {

  @Test
  void exception_pausesAcceptingAndGoesOnByItself() {
    EmbeddedChannel listener = new EmbeddedChannel(new AcceptFailures());
    listener.freezeTime();

    listener.pipeline().fireExceptionCaught(new IOException("too many open files"));
    assertThat(listener.config().isAutoRead()).isFalse();
    listener.advanceTimeBy(1, TimeUnit.SECONDS);
    listener.runScheduledPendingTasks();

    assertThat(listener.config().isAutoRead()).isTrue();
    listener.checkException();
  }
}

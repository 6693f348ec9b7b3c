package io.treeline.receiver.http;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.group.ChannelGroup;
import io.grpc.netty.shaded.io.netty.channel.group.DefaultChannelGroup;
import io.grpc.netty.shaded.io.netty.util.concurrent.GlobalEventExecutor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The open connections of one port. Safe for any number of threads.
final class Connections {
  private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicReference<@Nullable Channel> listener = new AtomicReference<>();

  /// Accepting pauses while there are too many: further clients wait in the system's backlog.
  void add(Channel channel) {
    open.add(channel);
    if (count.incrementAndGet() >= HttpLimits.MAX_CONNECTIONS) {
      accept(false);
    }
    var _ = channel.closeFuture().addListener(closed -> remove());
  }

  private void remove() {
    if (count.decrementAndGet() == HttpLimits.MAX_CONNECTIONS - 1) {
      accept(true);
    }
  }

  private void accept(boolean on) {
    Channel accepting = listener.get();
    if (accepting != null) {
      accepting.config().setAutoRead(on);
    }
  }

  int count() {
    return count.get();
  }

  void listenOn(Channel accepting) {
    listener.set(accepting);
  }

  /// Accepts no more, tells all connections, waits at most that long for them to end, and ends
  /// those that have not.
  ///
  /// @return whether all ended by themselves
  boolean drain(Duration wait) throws InterruptedException {
    Channel accepting = listener.getAndSet(null);
    if (accepting != null) {
      accepting.close().await(1, TimeUnit.SECONDS);
    }
    for (Channel channel : open) {
      channel.pipeline().fireUserEventTriggered(HttpDrain.BEGINS);
    }
    boolean drained = open.newCloseFuture().await(wait.toMillis(), TimeUnit.MILLISECONDS);
    for (Channel channel : open) {
      channel.unsafe().closeForcibly();
    }
    return drained;
  }
}

package io.treeline.receiver.net;

import io.grpc.netty.shaded.io.netty.channel.ChannelFactory;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.IoHandlerFactory;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.ServerChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/// The threads that accept connections and move bytes, for both protocols, and the kind of sockets
/// that go with them: epoll's where there is epoll, else the platform's.
///
/// Nothing that takes longer than a few microseconds runs on them.
public final class EventLoops {
  /// Two at least, so that one busy connection does not hold up all.
  private static final int WORKERS = Math.max(2, Runtime.getRuntime().availableProcessors());

  private static final int STOP_SECONDS = 2;

  private final boolean epoll;
  private final EventLoopGroup acceptor;
  private final EventLoopGroup workers;

  private EventLoops(boolean epoll) {
    this.epoll = epoll;
    this.acceptor = group(1, "otlp-accept-");
    this.workers = group(WORKERS, "otlp-io-");
  }

  /// Threads start with the first socket.
  public static EventLoops start() {
    return new EventLoops(Epoll.isAvailable());
  }

  private EventLoopGroup group(int threads, String name) {
    ThreadFactory factory = Thread.ofPlatform().daemon().name(name, 0).factory();
    IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    return new MultiThreadIoEventLoopGroup(threads, factory, handlers);
  }

  /// Whether unix addresses are Netty's own `DomainSocketAddress`, else the platform's.
  public boolean epoll() {
    return epoll;
  }

  public EventLoopGroup acceptor() {
    return acceptor;
  }

  public EventLoopGroup workers() {
    return workers;
  }

  /// Makes the listening sockets of that kind of address, which survive want of descriptors.
  public ChannelFactory<? extends ServerChannel> serverChannels(ListenAddress address) {
    return () -> {
      ServerChannel channel = serverChannel(address);
      channel.pipeline().addLast(new AcceptFailures());
      return channel;
    };
  }

  private ServerChannel serverChannel(ListenAddress address) {
    return switch (address) {
      case ListenAddress.Tcp tcp ->
          epoll ? new EpollServerSocketChannel() : new NioServerSocketChannel();
      case ListenAddress.Unix unix ->
          epoll ? new EpollServerDomainSocketChannel() : new NioServerDomainSocketChannel();
    };
  }

  /// Ends the threads, after the servers on them have stopped.
  public void stop() throws InterruptedException {
    Future<?> accepting = acceptor.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS);
    Future<?> working = workers.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS);
    accepting.await(STOP_SECONDS, TimeUnit.SECONDS);
    working.await(STOP_SECONDS, TimeUnit.SECONDS);
  }
}

package io.treeline.receiver.net;

import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/// What a listening address needs around its socket: nothing for TCP, care for its file for unix.
public final class UnixSocketFile {
  private static final String OWNER_AND_GROUP = "rw-rw----";

  private UnixSocketFile() {}

  /// The address for Netty to bind, for which room has been made: a socket file that nobody listens
  /// on any more is removed.
  ///
  /// @throws IOException if somebody does, or the file is none
  public static SocketAddress beforeBind(ListenAddress address, boolean epoll) throws IOException {
    return switch (address) {
      case ListenAddress.Tcp tcp -> new InetSocketAddress(tcp.host(), tcp.port());
      case ListenAddress.Unix unix -> {
        removeStale(unix.path());
        yield epoll
            ? new DomainSocketAddress(unix.path().toFile())
            : UnixDomainSocketAddress.of(unix.path());
      }
    };
  }

  private static void removeStale(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    var attributes =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isOther()) {
      throw new IOException("there is a file that is no socket");
    }
    if (isListenedOn(path)) {
      throw new IOException("address already in use");
    }
    Files.deleteIfExists(path);
  }

  private static boolean isListenedOn(Path path) throws IOException {
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return probe.connect(UnixDomainSocketAddress.of(path));
    } catch (ConnectException e) {
      return false;
    }
  }

  /// Lets the owner and its group connect, whatever the umask.
  public static void afterBind(ListenAddress address) throws IOException {
    if (address instanceof ListenAddress.Unix unix) {
      Files.setPosixFilePermissions(unix.path(), PosixFilePermissions.fromString(OWNER_AND_GROUP));
    }
  }

  /// Removes the file.
  public static void afterClose(ListenAddress address) {
    if (address instanceof ListenAddress.Unix unix) {
      try {
        Files.deleteIfExists(unix.path());
      } catch (IOException e) {
        // The next start removes it.
      }
    }
  }
}

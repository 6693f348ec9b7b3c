package io.treeline.receiver.net;

import java.nio.file.Path;

/// Where a server listens.
public sealed interface ListenAddress {

  /// The same with the port that was bound; a socket in the file system has none.
  default ListenAddress withPort(int port) {
    return switch (this) {
      case Tcp tcp -> new Tcp(tcp.host(), port);
      case Unix unix -> unix;
    };
  }

  /// A host and a TCP port; port 0 takes any free one.
  record Tcp(String host, int port) implements ListenAddress {
    @Override
    public String toString() {
      return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
  }

  /// A socket in the file system.
  record Unix(Path path) implements ListenAddress {
    @Override
    public String toString() {
      return "unix:" + path;
    }
  }
}

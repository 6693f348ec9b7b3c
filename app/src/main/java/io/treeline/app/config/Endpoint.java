package io.treeline.app.config;

/// A host and port to listen on; port 0 takes a free one. IPv6 hosts are kept without brackets.
public record Endpoint(String host, int port) {

  /// Reads `host:port`, `[v6]:port` or `:port`.
  ///
  /// @throws IllegalArgumentException if `text` is not of that form
  public static Endpoint parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("needs host:port");
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      throw new IllegalArgumentException("an IPv6 address needs brackets, as in [::1]:4317");
    }
    return new Endpoint(host.isEmpty() ? "0.0.0.0" : host, port(text.substring(colon + 1)));
  }

  private static int port(String text) {
    try {
      int port = Integer.parseInt(text);
      if (port >= 0 && port <= 65_535) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Said below, as for a number out of range.
    }
    throw new IllegalArgumentException("port must be 0 to 65535");
  }

  /// Whether only this machine can reach it.
  public boolean isLoopback() {
    return host.equals("localhost") || host.equals("::1") || host.startsWith("127.");
  }

  public Endpoint withPort(int other) {
    return new Endpoint(host, other);
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}

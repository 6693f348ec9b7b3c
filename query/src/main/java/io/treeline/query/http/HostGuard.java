package io.treeline.query.http;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Decides whether a `Host` header names this server, so that a web page cannot read prompts by
/// pointing a name of its own at a loopback address (DNS rebinding).
///
/// Such an attack needs a name: addresses are let through, names only when they are `localhost` or
/// configured.
final class HostGuard {
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-f:.%]+\\]");
  private static final Pattern PORT = Pattern.compile(":\\d{0,5}$");

  private final Set<String> names;

  HostGuard(Set<String> names) {
    this.names = Set.copyOf(names);
  }

  boolean admits(@Nullable String hostHeader) {
    if (hostHeader == null) {
      return false;
    }
    String host = PORT.matcher(hostHeader.strip().toLowerCase(Locale.ROOT)).replaceFirst("");
    return host.equals("localhost")
        || names.contains(host)
        || IPV4.matcher(host).matches()
        || IPV6.matcher(host).matches();
  }
}

package io.treeline.receiver.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// The users of htpasswd text and how their passwords are checked. Never printed.
final class Htpasswd {
  private static final System.Logger LOG = System.getLogger(Htpasswd.class.getName());

  private final Map<String, PasswordHash> users;

  /// Takes the place of users that do not exist, so that looking for one takes as long.
  private final PasswordHash anyone;

  private Htpasswd(Map<String, PasswordHash> users) {
    this.users = users;
    this.anyone = users.values().iterator().next();
  }

  /// File first, then inline text; the last line of a user counts, as in the Collector.
  ///
  /// @throws IOException if the file cannot be read or nobody is named
  static Htpasswd read(AuthSettings.Basic settings) throws IOException {
    Path file = settings.file();
    String text = file == null ? "" : Files.readString(file, UTF_8);
    return parse(text + "\n" + settings.inline());
  }

  static Htpasswd parse(String text) throws IOException {
    Map<String, PasswordHash> users = new HashMap<>();
    int unusable = 0;
    for (String line : text.lines().map(String::strip).filter(l -> !l.isEmpty()).toList()) {
      int colon = line.indexOf(':');
      PasswordHash hash = colon < 0 ? null : PasswordHash.of(line.substring(colon + 1));
      if (hash == null) {
        unusable++;
      } else {
        users.put(line.substring(0, colon), hash);
      }
    }
    if (unusable > 0) {
      LOG.log(Level.WARNING, "htpasswd has {0} lines that name no user and password", unusable);
    }
    if (users.isEmpty()) {
      throw new IOException("htpasswd names no user");
    }
    return new Htpasswd(users);
  }

  boolean matches(String user, String password) {
    boolean matches = users.getOrDefault(user, anyone).matches(password);
    return matches && users.containsKey(user);
  }
}

package io.treeline.app.server;

import io.treeline.app.config.Config;
import io.treeline.receiver.ReceiverSettings;
import io.treeline.receiver.auth.AuthSettings;
import io.treeline.receiver.net.Pem;
import io.treeline.receiver.net.TlsSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Looks at every file that the configuration names, before anything is opened.
final class FileCheck {
  private final List<String> problems = new ArrayList<>();

  private FileCheck() {}

  /// @throws StartException naming every file that cannot be read
  static void requireReadable(Config config) {
    FileCheck check = new FileCheck();
    for (ReceiverSettings receiver : config.receivers().values()) {
      if (receiver.grpc() != null) {
        check.tls(receiver.grpc().tls());
        check.auth(receiver.grpc().auth());
      }
      if (receiver.http() != null) {
        check.tls(receiver.http().tls());
        check.auth(receiver.http().auth());
      }
    }
    config.agentTrees().dialects().forEach(path -> check.file("dialects", path));
    config.agentTrees().prices().forEach(path -> check.file("prices", path));
    if (!check.problems.isEmpty()) {
      throw new StartException(String.join("\n", check.problems));
    }
  }

  private void tls(@Nullable TlsSettings tls) {
    if (tls != null) {
      pem("the certificate", tls.certificate());
      pem("the key", tls.key());
      pem("the client CA", tls.clientCa());
    }
  }

  private void pem(String what, @Nullable Pem pem) {
    if (pem instanceof Pem.File file) {
      file(what, file.path());
    }
  }

  private void auth(@Nullable AuthSettings auth) {
    switch (auth) {
      case AuthSettings.Basic basic when basic.file() != null -> file("htpasswd", basic.file());
      case AuthSettings.Bearer bearer when bearer.file() != null ->
          file("the token", bearer.file());
      case null -> {
        // Anyone may send.
      }
      case AuthSettings inline -> {
        // Nothing to read.
      }
    }
  }

  private void file(String what, Path path) {
    if (!Files.isReadable(path) || Files.isDirectory(path)) {
      problems.add("cannot read " + what + " in " + path);
    }
  }
}

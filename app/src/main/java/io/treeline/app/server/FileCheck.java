package io.treeline.app.server;

import io.treeline.app.config.Config;
import io.treeline.receiver.OtlpReceivers;
import io.treeline.receiver.ReceiverSettings;
import io.treeline.receiver.net.ReceiverException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Looks at every file that the configuration names, before anything is opened.
final class FileCheck {
  private FileCheck() {}

  /// @throws StartException naming every file that cannot be used
  static void requireUsable(Config config) {
    List<String> problems = new ArrayList<>();
    for (ReceiverSettings receiver : config.receivers().values()) {
      try {
        OtlpReceivers.check(receiver);
      } catch (ReceiverException e) {
        problems.add(String.valueOf(e.getMessage()));
      }
    }
    config.agentTrees().dialects().forEach(path -> readable("dialects", path, problems));
    config.agentTrees().prices().forEach(path -> readable("prices", path, problems));
    if (!problems.isEmpty()) {
      throw new StartException(String.join("\n", problems));
    }
  }

  private static void readable(String what, Path path, List<String> problems) {
    if (!Files.isReadable(path) || Files.isDirectory(path)) {
      problems.add("cannot read " + what + " in " + path);
    }
  }
}

package io.treeline.app.config;

import io.treeline.app.config.ConfigLoader.Request;
import java.util.List;
import java.util.Map;

/// Configurations out of text, as `env:` sources: no files, and short places in messages.
final class Configs {
  private Configs() {}

  static Config load(String yaml) {
    return ConfigLoader.load(request(yaml, false));
  }

  /// With `--ignore-unsupported`.
  static Config loadAnyway(String yaml) {
    return ConfigLoader.load(request(yaml, true));
  }

  static ConfigReport check(String yaml) {
    return ConfigLoader.check(request(yaml, false));
  }

  /// What prevents a start; empty if nothing does.
  static List<String> problems(String yaml) {
    return check(yaml).problems();
  }

  private static Request request(String yaml, boolean ignoreUnsupported) {
    return new Request(
        List.of("env:C"), List.of(), Map.of("C", yaml), ignoreUnsupported, false, false);
  }
}

package io.treeline.app;

import io.treeline.app.config.Config;
import io.treeline.app.config.ConfigException;
import io.treeline.app.config.ConfigLoader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What `serve` can be told; the same options without a command mean `serve`.
final class ServeOptions {
  @Mixin private ConfigOptions options = new ConfigOptions();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where spans are stored; short for --set exporters.treeline.directory=DIR.")
  private @Nullable String directory;

  @Option(
      names = "--ports",
      paramLabel = "auto",
      description =
          "auto: every port that the configuration does not name is a free one;"
              + " endpoints.json in the data directory names them.")
  private @Nullable String ports;

  @Option(
      names = "--log-level",
      paramLabel = "LEVEL",
      description = "Short for --set service.telemetry.logs.level=LEVEL.")
  private @Nullable String logLevel;

  @Option(
      names = "--demo",
      description = "Also replay a sample agent run through the real port and print its tree.")
  private boolean demo;

  boolean isDemo() {
    return demo;
  }

  /// @throws ConfigException if anything is wrong with it
  Config config() {
    if (ports != null && !ports.equals("auto")) {
      throw new ConfigException("--ports " + ports + ": the only value is auto");
    }
    List<String> more = new ArrayList<>();
    if (directory != null) {
      more.add("exporters.treeline.directory=" + quoted(directory));
    }
    if (logLevel != null) {
      more.add("service.telemetry.logs.level=" + quoted(logLevel));
    }
    return ConfigLoader.load(options.request(List.of(), more, ports != null))
        .withNotes(options.notes());
  }

  /// A YAML scalar that means exactly this text, without substitution.
  private static String quoted(String text) {
    return "'" + text.replace("'", "''").replace("$", "$$") + "'";
  }
}

package io.treeline.app;

import io.treeline.app.config.Config;
import io.treeline.app.config.ConfigException;
import io.treeline.app.config.ConfigLoader;
import io.treeline.app.config.ConfigLoader.Request;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What `serve` can be told; the same options without a command mean `serve`.
final class ServeOptions {
  @Option(
      names = "--config",
      paramLabel = "URI",
      description =
          "Collector-shaped YAML: a path, file:PATH, env:NAME or yaml:TEXT; may be repeated,"
              + " later ones win key by key.")
  private List<String> sources = new ArrayList<>();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Sets one key, e.g. exporters.treeline.ack_after=write; may be repeated.")
  private List<String> assignments = new ArrayList<>();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where spans are stored; short for --set exporters.treeline.directory=DIR.")
  private @Nullable String directory;

  @Option(
      names = "--ports",
      paramLabel = "auto",
      description =
          "auto: take free ports on loopback; endpoints.json in the data directory"
              + " names them.")
  private @Nullable String ports;

  @Option(
      names = "--ignore-unsupported",
      description =
          "Start although the configuration asks for what Treeline cannot do, such as"
              + " redaction or forwarding: each is then a warning.")
  private boolean ignoreUnsupported;

  @Option(
      names = "--log-level",
      paramLabel = "LEVEL",
      description = "Short for --set service.telemetry.logs.level=LEVEL.")
  private @Nullable String logLevel;

  @Option(
      names = "--feature-gates",
      paramLabel = "GATES",
      description = "Accepted for the Collector's sake, without effect.")
  private @Nullable String featureGates;

  @Option(
      names = "--demo",
      description = "Also replay a sample agent run through the real port and print its tree.")
  private boolean demo;

  boolean isDemo() {
    return demo;
  }

  /// What is to be read.
  Request request() {
    List<String> all = new ArrayList<>(assignments);
    if (directory != null) {
      all.add("exporters.treeline.directory=" + quoted(directory));
    }
    if (logLevel != null) {
      all.add("service.telemetry.logs.level=" + quoted(logLevel));
    }
    return new Request(sources, all, System.getenv(), ignoreUnsupported);
  }

  /// @throws ConfigException if anything is wrong with it
  Config config() {
    if (ports != null && !ports.equals("auto")) {
      throw new ConfigException("--ports " + ports + ": the only value is auto");
    }
    Config config = ConfigLoader.load(request());
    if (featureGates != null) {
      config = config.withNote("--feature-gates " + featureGates + " has no effect in Treeline");
    }
    return ports == null ? config : config.onFreePorts();
  }

  /// A YAML scalar that means exactly this text, without substitution.
  private static String quoted(String text) {
    return "'" + text.replace("'", "''").replace("$", "$$") + "'";
  }
}

package io.treeline.app;

import io.treeline.app.config.ConfigLoader.Request;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which configuration a command means; the Collector's options, and what is short for them.
final class ConfigOptions {
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
      names = "--ignore-unsupported",
      description =
          "Start although the configuration asks for what Treeline cannot do, such as"
              + " redaction or forwarding: each is then a warning.")
  private boolean ignoreUnsupported;

  @Option(
      names = "--feature-gates",
      paramLabel = "GATES",
      description = "Accepted for the Collector's sake, without effect.")
  private @Nullable String featureGates;

  /// What is to be read, with more assignments after the user's.
  Request request(List<String> moreSources, List<String> moreAssignments) {
    return request(moreSources, moreAssignments, false);
  }

  /// The same; `freePorts`: a port that nobody named is any free one.
  Request request(List<String> moreSources, List<String> moreAssignments, boolean freePorts) {
    List<String> allSources = new ArrayList<>(sources);
    allSources.addAll(moreSources);
    List<String> allAssignments = new ArrayList<>(assignments);
    allAssignments.addAll(moreAssignments);
    return new Request(
        allSources,
        allAssignments,
        System.getenv(),
        ignoreUnsupported,
        !allSources.isEmpty(),
        freePorts);
  }

  /// What was asked for and does nothing; empty if there is nothing.
  List<String> notes() {
    return featureGates == null
        ? List.of()
        : List.of("--feature-gates " + featureGates + " has no effect in Treeline");
  }
}

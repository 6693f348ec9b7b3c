package io.treeline.app.server;

import io.treeline.app.config.Config.AgentTreesConfig;
import io.treeline.app.config.ConfigLoader;
import io.treeline.model.ingest.RefusalReason;
import io.treeline.model.store.StoreException;
import io.treeline.processor.findings.FindingSettings;
import io.treeline.processor.findings.Rule;
import io.treeline.processor.findings.Threshold;
import io.treeline.storage.RocksStore;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the server made the views with, kept in the data directory, so that a command that reads a
/// stopped store understands it the same way: times and thresholds in `agent_trees.properties`, and
/// copies of the user's own tables.
public final class StoredMeaning {
  private static final String FILE = "agent_trees.properties";
  private static final String FINDING = "findings.";

  private StoredMeaning() {}

  /// Replaces what is kept.
  ///
  /// @param directory an existing store's
  static void write(Path directory, AgentTreesConfig config) throws IOException {
    Path meaning = RocksStore.meaningOf(directory);
    Files.createDirectories(meaning);
    Path next = meaning.resolve(FILE + ".tmp");
    Properties kept = new Properties();
    kept.setProperty("ended_after", config.endedAfter().toString());
    kept.setProperty("stalled_after", config.stalledAfter().toString());
    kept.setProperty("abandoned_after", config.abandonedAfter().toString());
    kept.setProperty("dialects", copy(config.dialects(), meaning, "dialect"));
    kept.setProperty("prices", copy(config.prices(), meaning, "price"));
    config
        .findings()
        .thresholds()
        .forEach(
            (threshold, value) -> kept.setProperty(FINDING + threshold.key(), value.toString()));
    kept.setProperty(
        "findings.disable",
        String.join(",", config.findings().disabled().stream().map(Rule::name).sorted().toList()));
    try (Writer out = Files.newBufferedWriter(next)) {
      kept.store(out, null);
    }
    Files.move(next, meaning.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
  }

  /// Copies tables under names of our own, which are listed.
  private static String copy(List<Path> tables, Path meaning, String kind) throws IOException {
    List<String> names = new ArrayList<>();
    for (Path table : tables) {
      String name = kind + "-" + names.size() + "-" + table.getFileName();
      Files.copy(table, meaning.resolve(name), StandardCopyOption.REPLACE_EXISTING);
      names.add(name);
    }
    removeOthers(meaning, kind, names);
    return String.join("/", names);
  }

  private static void removeOthers(Path meaning, String kind, List<String> names)
      throws IOException {
    try (Stream<Path> files = Files.list(meaning)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.startsWith(kind + "-") && !names.contains(name)) {
          Files.delete(file);
        }
      }
    }
  }

  /// What the server that last ran understood spans by; the defaults where none has said so.
  ///
  /// @throws StoreException if it cannot be read
  public static AgentTreesConfig read(Path directory) {
    AgentTreesConfig defaults = ConfigLoader.load(List.of(), List.of(), Map.of()).agentTrees();
    Path meaning = RocksStore.meaningOf(directory);
    if (!Files.exists(meaning.resolve(FILE))) {
      return defaults;
    }
    Properties kept = new Properties();
    try (Reader in = Files.newBufferedReader(meaning.resolve(FILE))) {
      kept.load(in);
      return new AgentTreesConfig(
          duration(kept, "ended_after", defaults.endedAfter()),
          duration(kept, "stalled_after", defaults.stalledAfter()),
          duration(kept, "abandoned_after", defaults.abandonedAfter()),
          paths(kept, "dialects", meaning),
          paths(kept, "prices", meaning),
          findings(kept));
    } catch (IOException | RuntimeException e) {
      throw new StoreException(
          RefusalReason.STORE_FAILED, meaning.resolve(FILE) + " cannot be read: " + e, e);
    }
  }

  private static Duration duration(Properties kept, String name, Duration otherwise) {
    String text = kept.getProperty(name);
    return text == null ? otherwise : Duration.parse(text);
  }

  private static List<Path> paths(Properties kept, String name, Path meaning) {
    String names = kept.getProperty(name, "");
    return names.isEmpty()
        ? List.of()
        : Stream.of(names.split("/", -1)).map(meaning::resolve).toList();
  }

  private static FindingSettings findings(Properties kept) {
    Map<Threshold, Double> thresholds = new EnumMap<>(Threshold.class);
    for (Threshold threshold : Threshold.values()) {
      @Nullable String value = kept.getProperty(FINDING + threshold.key());
      if (value != null) {
        thresholds.put(threshold, Double.valueOf(value));
      }
    }
    Set<Rule> disabled = EnumSet.noneOf(Rule.class);
    for (String rule : kept.getProperty("findings.disable", "").split(",", -1)) {
      if (!rule.isEmpty()) {
        disabled.add(Rule.valueOf(rule));
      }
    }
    return new FindingSettings(thresholds, disabled);
  }
}

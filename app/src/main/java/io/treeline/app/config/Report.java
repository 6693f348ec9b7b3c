package io.treeline.app.config;

import io.treeline.app.config.ConfigReport.SetKey;
import io.treeline.app.config.ConfigReport.Tier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Collects what is found while a configuration is read. Owned by the reading thread.
final class Report {
  private final boolean ignoreUnsupported;
  private final boolean freePorts;
  private final Map<String, SetKey> keys = new LinkedHashMap<>();
  private final Map<String, KnownKey> known = new LinkedHashMap<>();
  private final Set<String> problems = new LinkedHashSet<>();
  private final List<String> notes = new ArrayList<>();

  /// A key the code reads, set or not, as the documentation lists it.
  ///
  /// @param values what it takes, e.g. `duration`
  /// @param otherwise the default in words
  record KnownKey(String path, String values, String otherwise, Tier tier) {}

  /// @param ignoreUnsupported makes warnings of what is refused for being unsupported
  /// @param freePorts whether a port that nobody named is any free one
  Report(boolean ignoreUnsupported, boolean freePorts) {
    this.ignoreUnsupported = ignoreUnsupported;
    this.freePorts = freePorts;
  }

  /// Where to listen if nobody says.
  Endpoint unlessGiven(Endpoint endpoint) {
    return freePorts ? endpoint.withPort(0) : endpoint;
  }

  void know(KnownKey key) {
    known.putIfAbsent(key.path(), key);
  }

  void set(String path, String place, Tier tier) {
    keys.put(path, new SetKey(path, place, tier));
  }

  /// Something that is wrong.
  void problem(String place, String path, String text) {
    problems.add(line(place, path, text));
  }

  /// Something that may be right and that we cannot do.
  void unsupported(String place, String path, String text) {
    set(path, place, Tier.REFUSED);
    if (ignoreUnsupported) {
      notes.add(line(place, path, text) + " (ignored, as --ignore-unsupported says)");
    } else {
      problem(place, path, text);
    }
  }

  void note(String place, String path, String text) {
    notes.add(line(place, path, text));
  }

  List<String> notes() {
    return notes;
  }

  List<KnownKey> known() {
    return List.copyOf(known.values());
  }

  ConfigReport result() {
    return new ConfigReport(List.copyOf(keys.values()), List.copyOf(problems), notes);
  }

  private static String line(String place, String path, String text) {
    return place + ": " + path + ": " + text;
  }
}

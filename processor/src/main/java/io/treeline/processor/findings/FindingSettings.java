package io.treeline.processor.findings;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/// The thresholds of rules, where they differ from their defaults, and the rules that are off.
public record FindingSettings(Map<Threshold, Double> thresholds, Set<Rule> disabled) {
  public static final FindingSettings DEFAULT = new FindingSettings(Map.of(), Set.of());

  public FindingSettings {
    thresholds = Map.copyOf(thresholds);
    disabled = Set.copyOf(disabled);
    thresholds.forEach((threshold, value) -> {
      if (!(value >= 0)) {
        throw new IllegalArgumentException(threshold.key() + " must not be negative");
      }
    });
  }

  /// These settings with another threshold.
  public FindingSettings with(Threshold threshold, double value) {
    Map<Threshold, Double> changed = new EnumMap<>(Threshold.class);
    changed.putAll(thresholds);
    changed.put(threshold, value);
    return new FindingSettings(changed, disabled);
  }

  double value(Threshold threshold) {
    return thresholds.getOrDefault(threshold, threshold.byDefault());
  }

  long nanos(Threshold seconds) {
    return (long) (value(seconds) * 1e9);
  }
}

package io.treeline.app.config;

import io.treeline.processor.findings.FindingSettings;
import io.treeline.processor.findings.Rule;
import io.treeline.processor.findings.Threshold;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/// `processors.agent_trees.findings`: thresholds by name, and `disable`, a list of rules.
final class FindingsKeys {
  private FindingsKeys() {}

  static FindingSettings read(Section findings) {
    try (findings) {
      Map<Threshold, Double> thresholds = new EnumMap<>(Threshold.class);
      for (Threshold threshold : Threshold.values()) {
        double value = findings.decimal(threshold.key(), threshold.byDefault());
        if (value < 0) {
          findings.problem(threshold.key(), "must not be negative");
        } else if (findings.hasValue(threshold.key())) {
          thresholds.put(threshold, value);
        }
      }
      return new FindingSettings(thresholds, disabled(findings));
    }
  }

  private static Set<Rule> disabled(Section findings) {
    Set<Rule> disabled = EnumSet.noneOf(Rule.class);
    for (String name : findings.texts("disable")) {
      try {
        disabled.add(Rule.valueOf(name));
      } catch (IllegalArgumentException e) {
        findings.problem("disable", "no rule is called " + name);
      }
    }
    return disabled;
  }
}

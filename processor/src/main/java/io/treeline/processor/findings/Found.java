package io.treeline.processor.findings;

import io.treeline.model.Finding;
import io.treeline.model.Severity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// The findings of one run while rules look at it; bounded.
final class Found {
  /// How many span ids a finding names.
  private static final int MAX_SPAN_IDS = 20;

  /// How many findings a run has at most; of more the first are kept.
  private static final int MAX_FINDINGS = 100;

  private final FindingSettings settings;
  private final List<Finding> findings = new ArrayList<>();

  Found(FindingSettings settings) {
    this.settings = settings;
  }

  void add(Rule rule, Severity severity, Collection<StepDetail> steps, String message) {
    addIds(rule, severity, steps.stream().map(StepDetail::spanId).toList(), message);
  }

  void addIds(Rule rule, Severity severity, List<Long> spanIds, String message) {
    if (!settings.disabled().contains(rule) && findings.size() < MAX_FINDINGS) {
      List<Long> ids = spanIds.subList(0, Math.min(MAX_SPAN_IDS, spanIds.size()));
      findings.add(new Finding(rule.name(), severity, ids, message));
    }
  }

  boolean has(Rule rule) {
    return findings.stream().anyMatch(finding -> finding.rule().equals(rule.name()));
  }

  List<Finding> all() {
    return List.copyOf(findings);
  }

  static String times(long count) {
    return count == 1 ? "once" : count + " times";
  }

  /// `1 call` or `3 calls`.
  static String counted(long count, String noun) {
    return count == 1 ? "1 " + noun : count + " " + noun + "s";
  }

  static String percent(double share) {
    return Math.round(share * 100) + " %";
  }

  static String seconds(long nanos) {
    long tenths = Math.round(nanos / 1e8);
    return tenths / 10 + "." + tenths % 10 + " s";
  }
}

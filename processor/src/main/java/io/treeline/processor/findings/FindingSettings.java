package io.treeline.processor.findings;

/// When a rule speaks up.
///
/// `repeatedToolCalls` is how many equal calls of one tool with equal results are a repetition;
/// `manyLlmCalls` is how many provider calls of one run are more than expected.
public record FindingSettings(int repeatedToolCalls, int manyLlmCalls) {
  public static final FindingSettings DEFAULT = new FindingSettings(3, 50);
}

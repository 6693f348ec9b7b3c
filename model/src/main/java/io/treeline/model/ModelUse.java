package io.treeline.model;

/// What one model did in a run or session: charged calls and failed attempts, tokens, nano-USD.
///
/// Unknown tokens and cost follow [TokenUsage#UNKNOWN] and [Cost#UNKNOWN].
public record ModelUse(int calls, long inputTokens, long outputTokens, long nanoUsd) {

  public ModelUse plus(ModelUse other) {
    return new ModelUse(
        calls + other.calls,
        TokenUsage.add(inputTokens, other.inputTokens),
        TokenUsage.add(outputTokens, other.outputTokens),
        TokenUsage.add(nanoUsd, other.nanoUsd));
  }
}

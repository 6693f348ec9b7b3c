package io.treeline.storage.codec;

import io.treeline.model.Cost;
import io.treeline.model.Latency;
import io.treeline.model.ModelUse;
import io.treeline.model.RunMetrics;
import io.treeline.model.TokenUsage;
import io.treeline.model.ToolUse;
import io.treeline.proto.store.v1.StoredCost;
import io.treeline.proto.store.v1.StoredLatency;
import io.treeline.proto.store.v1.StoredModelUse;
import io.treeline.proto.store.v1.StoredRunMetrics;
import io.treeline.proto.store.v1.StoredTokenUsage;
import io.treeline.proto.store.v1.StoredToolUse;
import java.util.HashMap;
import java.util.Map;

/// The counted facts of a run as the store spells them.
final class MetricsCodec {
  private MetricsCodec() {}

  static StoredRunMetrics write(RunMetrics metrics) {
    StoredRunMetrics.Builder stored =
        StoredRunMetrics.newBuilder()
            .setLlmCalls(metrics.llmCalls())
            .setToolCalls(metrics.toolCalls())
            .setRetrievals(metrics.retrievals())
            .setErrors(metrics.errors())
            .setSpans(metrics.spans())
            .setTokens(tokens(metrics.tokens()))
            .setCost(cost(metrics.cost()))
            .setLatency(latency(metrics.latency()));
    if (metrics.reportedByAgents() != null) {
      stored.setReportedByAgents(tokens(metrics.reportedByAgents()));
    }
    metrics.models().forEach((name, use) -> stored.putModels(name, model(use)));
    metrics.tools().forEach((name, use) -> stored.putTools(name, tool(use)));
    return stored.build();
  }

  static RunMetrics read(StoredRunMetrics stored) {
    Map<String, ModelUse> models = new HashMap<>();
    stored.getModelsMap().forEach((name, use) -> models.put(name, model(use)));
    Map<String, ToolUse> tools = new HashMap<>();
    stored.getToolsMap().forEach((name, use) -> tools.put(name, tool(use)));
    return new RunMetrics(
        stored.getLlmCalls(),
        stored.getToolCalls(),
        stored.getRetrievals(),
        stored.getErrors(),
        stored.getSpans(),
        tokens(stored.getTokens()),
        stored.hasReportedByAgents() ? tokens(stored.getReportedByAgents()) : null,
        cost(stored.getCost()),
        latency(stored.getLatency()),
        models,
        tools);
  }

  static StoredToolUse tool(ToolUse use) {
    return StoredToolUse.newBuilder()
        .setCalls(use.calls())
        .setErrors(use.errors())
        .setTotalNanos(use.totalNanos())
        .build();
  }

  static ToolUse tool(StoredToolUse stored) {
    return new ToolUse(stored.getCalls(), stored.getErrors(), stored.getTotalNanos());
  }

  static StoredTokenUsage tokens(TokenUsage tokens) {
    return StoredTokenUsage.newBuilder()
        .setInput(tokens.input())
        .setOutput(tokens.output())
        .setTotal(tokens.total())
        .setCacheRead(tokens.cacheRead())
        .setCacheWrite(tokens.cacheWrite())
        .setReasoning(tokens.reasoning())
        .build();
  }

  static TokenUsage tokens(StoredTokenUsage stored) {
    return new TokenUsage(
        stored.getInput(),
        stored.getOutput(),
        stored.getTotal(),
        stored.getCacheRead(),
        stored.getCacheWrite(),
        stored.getReasoning());
  }

  private static StoredCost cost(Cost cost) {
    StoredCost.Builder stored =
        StoredCost.newBuilder()
            .setNanoUsd(cost.nanoUsd())
            .setComplete(cost.complete())
            .setUnpricedCalls(cost.unpricedCalls());
    if (cost.prices() != null) {
      stored.setPrices(cost.prices());
    }
    return stored.build();
  }

  private static Cost cost(StoredCost stored) {
    return new Cost(
        stored.getNanoUsd(),
        stored.getComplete(),
        stored.getUnpricedCalls(),
        stored.hasPrices() ? stored.getPrices() : null);
  }

  private static StoredLatency latency(Latency latency) {
    return StoredLatency.newBuilder()
        .setTotalNanos(latency.totalNanos())
        .setLlmNanos(latency.llmNanos())
        .setToolNanos(latency.toolNanos())
        .setOtherNanos(latency.otherNanos())
        .setTimeToFirstTokenNanos(latency.timeToFirstTokenNanos())
        .build();
  }

  private static Latency latency(StoredLatency stored) {
    return new Latency(
        stored.getTotalNanos(),
        stored.getLlmNanos(),
        stored.getToolNanos(),
        stored.getOtherNanos(),
        stored.getTimeToFirstTokenNanos());
  }

  private static StoredModelUse model(ModelUse use) {
    return StoredModelUse.newBuilder()
        .setCalls(use.calls())
        .setInputTokens(use.inputTokens())
        .setOutputTokens(use.outputTokens())
        .setNanoUsd(use.nanoUsd())
        .build();
  }

  private static ModelUse model(StoredModelUse stored) {
    return new ModelUse(
        stored.getCalls(), stored.getInputTokens(), stored.getOutputTokens(), stored.getNanoUsd());
  }
}

package io.treeline.processor.view;

import io.treeline.model.ModelUse;
import io.treeline.model.RunMetrics;
import io.treeline.model.telemetry.Counter;
import io.treeline.model.telemetry.Telemetry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// What all runs did, counted once, for whoever watches by Prometheus: tokens and calls by model,
/// and the time spent in calls.
///
/// Counters only rise: a run that is corrected downwards leaves them as they are. After
/// [#MAX_MODELS] different models the rest count as `other`. Owned by the assembling thread.
final class CallTelemetry {
  static final int MAX_MODELS = 64;

  private static final String OTHER = "other";

  private final Telemetry telemetry;
  private final Map<String, ModelCounters> models = new HashMap<>();
  private final LongAdder nanos = new LongAdder();

  private record ModelCounters(Counter calls, Counter input, Counter output) {}

  CallTelemetry(Telemetry telemetry) {
    this.telemetry = telemetry;
    telemetry.total(
        "gen_ai_client_operation_duration_seconds_total",
        Map.of(),
        "Time that runs spent in model calls; calls at the same time count once",
        () -> nanos.sum() / 1e9);
  }

  /// Counts what the runs of a trace did since they were last counted.
  void count(List<RunMetrics> now, List<RunMetrics> before) {
    nanos.add(Math.max(0, llmNanos(now) - llmNanos(before)));
    Map<String, ModelUse> known = byModel(before);
    byModel(now).forEach((model, use) -> count(model, use, known.get(model)));
  }

  private void count(String model, ModelUse use, @Nullable ModelUse before) {
    ModelCounters counters = counters(model);
    counters.calls.add(rise(use.calls(), before == null ? 0 : before.calls()));
    counters.input.add(rise(use.inputTokens(), before == null ? 0 : before.inputTokens()));
    counters.output.add(rise(use.outputTokens(), before == null ? 0 : before.outputTokens()));
  }

  private static long rise(long now, long before) {
    return Math.max(0, Math.max(0, now) - Math.max(0, before));
  }

  private static long llmNanos(List<RunMetrics> runs) {
    return runs.stream().mapToLong(run -> Math.max(0, run.latency().llmNanos())).sum();
  }

  private static Map<String, ModelUse> byModel(List<RunMetrics> runs) {
    Map<String, ModelUse> byModel = new HashMap<>();
    runs.forEach(
        run -> run.models().forEach((model, use) -> byModel.merge(model, use, ModelUse::plus)));
    return byModel;
  }

  private ModelCounters counters(String model) {
    ModelCounters known = models.get(model);
    if (known != null) {
      return known;
    }
    String label = models.size() < MAX_MODELS ? model : OTHER;
    return models.computeIfAbsent(label, this::register);
  }

  private ModelCounters register(String model) {
    return new ModelCounters(
        telemetry.counter(
            "gen_ai_client_operations_total",
            Map.of("gen_ai_response_model", model),
            "Model calls, failed attempts included"),
        tokens(model, "input"),
        tokens(model, "output"));
  }

  private Counter tokens(String model, String type) {
    return telemetry.counter(
        "gen_ai_client_token_usage_total",
        Map.of("gen_ai_response_model", model, "gen_ai_token_type", type),
        "Tokens of model calls, each call counted once");
  }
}

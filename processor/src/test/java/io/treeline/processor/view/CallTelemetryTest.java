package io.treeline.processor.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.Cost;
import io.treeline.model.Latency;
import io.treeline.model.ModelUse;
import io.treeline.model.RunMetrics;
import io.treeline.model.TokenUsage;
import io.treeline.model.telemetry.Telemetry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CallTelemetryTest {
  private final Telemetry telemetry = new Telemetry();
  private final CallTelemetry calls = new CallTelemetry(telemetry);

  @Test
  void aRunThatGrows_isCountedOnce() {
    List<RunMetrics> first = List.of(run(Map.of("gpt-5", new ModelUse(1, 100, 20, -1))));
    List<RunMetrics> second = List.of(run(Map.of("gpt-5", new ModelUse(2, 250, 50, -1))));
    calls.count(first, List.of());
    calls.count(second, first);
    calls.count(second, second);
    calls.count(first, second);
    assertThat(tokens("gpt-5", "input")).isEqualTo(250);
    assertThat(tokens("gpt-5", "output")).isEqualTo(50);
    assertThat(counter("gen_ai_client_operations_total", Map.of("gen_ai_response_model", "gpt-5")))
        .isEqualTo(2);
  }

  @Test
  void modelsBeyondTheLimit_countAsOther() {
    for (int i = 0; i < CallTelemetry.MAX_MODELS + 5; i++) {
      calls.count(List.of(run(Map.of("model-" + i, new ModelUse(1, 10, 1, -1)))), List.of());
    }
    assertThat(tokens("other", "input")).isEqualTo(50);
    assertThat(telemetry.all())
        .filteredOn(
            registered -> registered.series().name().equals("gen_ai_client_operations_total"))
        .hasSize(CallTelemetry.MAX_MODELS + 1);
  }

  private long tokens(String model, String type) {
    return counter(
        "gen_ai_client_token_usage_total",
        Map.of("gen_ai_response_model", model, "gen_ai_token_type", type));
  }

  private long counter(String name, Map<String, String> labels) {
    return telemetry.counter(name, labels, "").value();
  }

  private static RunMetrics run(Map<String, ModelUse> models) {
    return new RunMetrics(
        0, 0, 0, 0, 0, TokenUsage.NONE, null, Cost.ZERO, Latency.ZERO, models, Map.of());
  }
}

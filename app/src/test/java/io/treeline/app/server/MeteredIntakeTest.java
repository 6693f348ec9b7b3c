package io.treeline.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.app.config.TelemetryConfig.MetricNames;
import io.treeline.model.TraceId;
import io.treeline.model.ingest.Ack;
import io.treeline.model.ingest.Chunk;
import io.treeline.model.ingest.ChunkDigest;
import io.treeline.model.ingest.ChunkEntry;
import io.treeline.model.ingest.ChunkKind;
import io.treeline.model.ingest.Refusal;
import io.treeline.model.ingest.RefusalReason;
import io.treeline.model.ingest.SpanBatch;
import io.treeline.model.ingest.Transport;
import io.treeline.model.telemetry.Telemetry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MeteredIntakeTest {
  private static final Refusal RING_FULL =
      Refusal.retryable(RefusalReason.RING_FULL, "the ring is full");

  private final Telemetry telemetry = new Telemetry();
  private final List<@Nullable Refusal> answers = new ArrayList<>();
  private @Nullable Refusal offerRefusal;
  private @Nullable Ack taken;
  private boolean isAbove;
  private long nowNanos = 1;

  private final MeteredIntake intake =
      new MeteredIntake(
          (batch, ack) -> {
            taken = ack;
            return offerRefusal;
          },
          batch -> !isAbove,
          telemetry,
          () -> nowNanos);

  @Test
  void offer_aboveTheMemoryLimit_isRefusedRetryablyAndTheRingNotAsked() {
    isAbove = true;
    Refusal refusal = offer(2);

    assertThat(refusal).isNotNull();
    assertThat(refusal.reason()).isEqualTo(RefusalReason.MEMORY_LIMIT);
    assertThat(refusal.retryAfterMillis()).isPositive();
    assertThat(taken).isNull();
  }

  @Test
  void offer_taken_isInFlightUntilItsAnswer() {
    assertThat(offer(2)).isNull();
    assertThat(metric("otelcol_exporter_in_flight_requests{exporter=\"treeline\"}")).isEqualTo("1");

    Objects.requireNonNull(taken).done(null);
    assertThat(answers).containsExactly((Refusal) null);
    assertThat(metric("otelcol_exporter_in_flight_requests{exporter=\"treeline\"}")).isEqualTo("0");
    assertThat(intake.isRefusing()).isFalse();
  }

  @Test
  void offer_refusedByTheRing_countsItsItems() {
    offerRefusal = RING_FULL;

    assertThat(offer(3)).isSameAs(RING_FULL);
    assertThat(metric("otelcol_exporter_enqueue_failed_spans{exporter=\"treeline\"}"))
        .isEqualTo("3");
    assertThat(metric("otelcol_exporter_enqueue_failed_log_records{exporter=\"treeline\"}"))
        .isEqualTo("0");
  }

  @Test
  void isRefusing_afterARefusal_endsWithTheNextBatchOnDiskOrAfterAWhile() {
    offer(1);
    Objects.requireNonNull(taken).done(Refusal.retryable(RefusalReason.DISK_FULL, "full"));
    assertThat(intake.isRefusing()).isTrue();

    nowNanos++;
    offer(1);
    Objects.requireNonNull(taken).done(null);
    assertThat(intake.isRefusing()).isFalse();

    nowNanos++;
    offerRefusal = RING_FULL;
    offer(1);
    assertThat(intake.isRefusing()).isTrue();
    nowNanos += Duration.ofSeconds(10).toNanos();
    assertThat(intake.isRefusing()).isFalse();
  }

  private @Nullable Refusal offer(int spans) {
    List<ChunkEntry> entries = new ArrayList<>();
    for (int i = 0; i < spans; i++) {
      entries.add(new ChunkEntry(i + 1, 0, 1, 2, 0, 0, 8, i));
    }
    Chunk chunk =
        new Chunk(
            ChunkKind.SPANS,
            new TraceId(1, 2),
            new byte[8],
            entries,
            1,
            Transport.GRPC,
            new ChunkDigest(1, 2));
    return intake.offer(SpanBatch.of(List.of(chunk)), answers::add);
  }

  private String metric(String series) {
    String text = PrometheusText.render(telemetry, MetricNames.DEFAULT, new Resource(Map.of()));
    return text.lines()
        .filter(line -> line.startsWith(series + " "))
        .map(line -> line.substring(series.length() + 1))
        .findFirst()
        .orElse("absent");
  }
}

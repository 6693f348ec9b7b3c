package io.treeline.receiver;

import io.treeline.model.ingest.InFlightBudget;
import io.treeline.model.telemetry.Counter;
import io.treeline.model.telemetry.Telemetry;
import io.treeline.receiver.grpc.GrpcSettings;
import io.treeline.receiver.http.HttpSettings;
import io.treeline.receiver.net.ListenAddress;
import io.treeline.receiver.scan.LogsPolicy;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Both receivers on free ports before a [FakeIntake], with small limits.
public final class RunningReceivers {
  public static final int MAX_MESSAGE_BYTES = 1 << 20;
  public static final long BUDGET_BYTES = 2L << 20;
  private static final ListenAddress ANY_PORT = new ListenAddress.Tcp("127.0.0.1", 0);

  public final FakeIntake intake = new FakeIntake();
  public final InFlightBudget budget;
  public final Telemetry telemetry = new Telemetry();
  private final OtlpReceivers receivers;

  private RunningReceivers(ReceiverSettings settings, long budgetBytes) {
    this.budget = new InFlightBudget(budgetBytes);
    this.receivers = new OtlpReceivers("otlp", settings, intake, budget, telemetry, () -> 1_000L);
  }

  public static RunningReceivers start() throws InterruptedException {
    return start(httpSettings());
  }

  /// The HTTP settings of [#start()], to change.
  public static HttpSettings httpSettings() {
    return HttpSettings.open(ANY_PORT, MAX_MESSAGE_BYTES);
  }

  public static RunningReceivers start(HttpSettings http) throws InterruptedException {
    GrpcSettings grpc = GrpcSettings.open(ANY_PORT, MAX_MESSAGE_BYTES);
    return start(new ReceiverSettings(grpc, http, LogsPolicy.GENAI), BUDGET_BYTES);
  }

  /// OTLP/gRPC alone, with other settings.
  public static RunningReceivers start(GrpcSettings settings) throws InterruptedException {
    return start(settings, BUDGET_BYTES);
  }

  /// OTLP/gRPC alone, with another budget.
  public static RunningReceivers start(GrpcSettings settings, long budgetBytes)
      throws InterruptedException {
    return start(new ReceiverSettings(settings, null, LogsPolicy.GENAI), budgetBytes);
  }

  private static RunningReceivers start(ReceiverSettings settings, long budgetBytes)
      throws InterruptedException {
    RunningReceivers running = new RunningReceivers(settings, budgetBytes);
    running.receivers.start();
    return running;
  }

  public InetSocketAddress grpc() {
    return socketAddress(receivers.grpcAddress());
  }

  public InetSocketAddress http() {
    return socketAddress(receivers.httpAddress());
  }

  private static InetSocketAddress socketAddress(@Nullable ListenAddress bound) {
    ListenAddress.Tcp tcp = (ListenAddress.Tcp) Objects.requireNonNull(bound);
    return new InetSocketAddress(tcp.host(), tcp.port());
  }

  public OtlpReceivers receivers() {
    return receivers;
  }

  public long count(String name, String label, String value) {
    return telemetry.all().stream()
        .filter(r -> r.series().name().equals(name))
        .filter(r -> Objects.equals(r.series().labels().get(label), value))
        .mapToLong(r -> r.instrument() instanceof Counter counter ? counter.value() : 0)
        .sum();
  }

  public long refused(String reason) {
    return count("treeline_refused_total", "reason", reason);
  }

  public Map<String, Long> spans(String transport) {
    return Map.of(
        "accepted", count("otelcol_receiver_accepted_spans", "transport", transport),
        "refused", count("otelcol_receiver_refused_spans", "transport", transport),
        "rejected", count("treeline_rejected_items_total", "transport", transport),
        "received", count("treeline_received_items_total", "transport", transport));
  }

  /// Waits until something is so, or fails.
  public static void await(BooleanSupplier condition) {
    long endNanos = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > endNanos) {
        throw new AssertionError("waited in vain");
      }
      LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
    }
  }

  public void stop() throws InterruptedException {
    receivers.stop(Duration.ofSeconds(2));
  }
}

package io.treeline.receiver.admission;

import io.treeline.model.ingest.Refusal;
import io.treeline.model.ingest.RefusalReason;
import io.treeline.model.ingest.Transport;
import io.treeline.model.telemetry.Counter;
import io.treeline.model.telemetry.Histogram;
import io.treeline.model.telemetry.Telemetry;
import io.treeline.receiver.scan.ScannedRequest;
import io.treeline.receiver.scan.Signal;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/// Counts what the receivers take and refuse.
///
/// Per signal and transport: received = accepted + rejected + refused. Requests that cannot be read
/// are in none of these, as nobody knows their items; they are in `treeline_refused_total`, which
/// counts requests, and for items refused alone the items. Names and labels of `otelcol_receiver_*`
/// are the Collector's (receiverhelper documentation.md).
public final class ReceiverTelemetry {
  private record Items(Counter received, Counter accepted, Counter rejected, Counter refused) {}

  private final Map<Signal, Items> overGrpc = new EnumMap<>(Signal.class);
  private final Map<Signal, Items> overHttp = new EnumMap<>(Signal.class);
  private final Map<RefusalReason, Counter> refusals = new EnumMap<>(RefusalReason.class);
  private final Counter unjoinedLogRecords;
  private final Counter unselectedLogRecords;
  private final Counter droppedMetricPoints;
  private final Counter refusedConnections;
  private final Histogram ack;

  private final Telemetry registry;

  /// @param receiver the receiver's id, such as `otlp`
  public ReceiverTelemetry(String receiver, Telemetry telemetry) {
    registry = telemetry;
    for (Signal signal : Signal.values()) {
      overGrpc.put(signal, items(telemetry, receiver, signal, "grpc"));
      overHttp.put(signal, items(telemetry, receiver, signal, "http"));
    }
    for (RefusalReason reason : RefusalReason.values()) {
      String help = "Requests refused by reason, and items refused alone";
      Map<String, String> labels = Map.of("reason", reason.word());
      refusals.put(reason, telemetry.counter("treeline_refused_total", labels, help));
    }
    unjoinedLogRecords = skipped(telemetry, "unjoined");
    unselectedLogRecords = skipped(telemetry, "unselected");
    droppedMetricPoints =
        telemetry.counter(
            "treeline_metric_points_dropped_total",
            Map.of(),
            "Metric points answered OK and not stored");
    refusedConnections =
        telemetry.counter(
            "treeline_connections_refused_total",
            Map.of(),
            "Connections closed at once because too many are open");
    ack =
        telemetry.histogram(
            "treeline_ack_seconds", Map.of(), "Time from the offer of a batch to its verdict");
  }

  private static Items items(
      Telemetry telemetry, String receiver, Signal signal, String transport) {
    Map<String, String> collector = Map.of("receiver", receiver, "transport", transport);
    Map<String, String> own =
        Map.of("receiver", receiver, "signal", signal.items(), "transport", transport);
    String words = signal.itemWords();
    return new Items(
        telemetry.counter("treeline_received_items_total", own, "Items in readable requests"),
        telemetry.counter(
            "otelcol_receiver_accepted_" + signal.items(), collector, "Accepted " + words),
        telemetry.counter(
            "treeline_rejected_items_total", own, "Items refused alone, by partial success"),
        telemetry.counter(
            "otelcol_receiver_refused_" + signal.items(),
            collector,
            "Refused with their request: " + words));
  }

  private static Counter skipped(Telemetry telemetry, String reason) {
    return telemetry.counter(
        "treeline_log_records_skipped_total",
        Map.of("reason", reason),
        "Log records answered OK and not stored: of no span, or left out by the logs policy");
  }

  void accepted(OtlpRequest request, ScannedRequest scanned) {
    Items items = items(request);
    items.received.add(scanned.received());
    items.accepted.add(scanned.accepted());
    items.rejected.add(scanned.rejected());
    Refusal problem = request.decoded().problem();
    int leftOut = request.decoded().leftOut();
    if (problem != null) {
      refusal(problem.reason()).add(leftOut);
    }
    refusal(RefusalReason.INVALID_ID).add(scanned.rejected() - leftOut);
    unjoinedLogRecords.add(scanned.unjoined());
    unselectedLogRecords.add(scanned.unselected());
    if (request.signal() == Signal.METRICS && scanned.batch().chunks().isEmpty()) {
      droppedMetricPoints.add(scanned.accepted());
    }
  }

  void refused(OtlpRequest request, ScannedRequest scanned, RefusalReason reason) {
    Items items = items(request);
    items.received.add(scanned.received());
    items.refused.add(scanned.received());
    refusal(reason).increment();
  }

  /// Counts a request that was refused before its items were known.
  public void refusedUnscanned(RefusalReason reason) {
    refusal(reason).increment();
  }

  /// Where everything here is registered.
  public Telemetry registry() {
    return registry;
  }

  /// Notes a connection that is one too many.
  public void connectionRefused() {
    refusedConnections.add(1);
  }

  void acked(long nanos) {
    ack.record(nanos);
  }

  private Items items(OtlpRequest request) {
    var overTransport = request.transport() == Transport.GRPC ? overGrpc : overHttp;
    return Objects.requireNonNull(overTransport.get(request.signal()));
  }

  private Counter refusal(RefusalReason reason) {
    return Objects.requireNonNull(refusals.get(reason));
  }
}

package io.treeline.app.server;

import io.treeline.model.ingest.InFlightBudget;
import io.treeline.model.ingest.SpanIntake;
import io.treeline.model.telemetry.Telemetry;
import io.treeline.processor.view.TimeSource;
import io.treeline.receiver.OtlpReceivers;
import io.treeline.receiver.ReceiverSettings;
import io.treeline.receiver.admission.ReceiverException;
import io.treeline.receiver.net.ListenAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The OTLP receivers that the configuration has in use, which can be exchanged while it runs.
///
/// Started, exchanged and stopped by one thread at a time.
final class Receivers implements AutoCloseable {
  private static final Duration DRAIN = Duration.ofSeconds(10);

  private final SpanIntake intake;
  private final InFlightBudget budget;
  private final Telemetry telemetry;
  private final Map<String, Running> running = new LinkedHashMap<>();

  private record Running(ReceiverSettings settings, OtlpReceivers receivers) {}

  Receivers(SpanIntake intake, InFlightBudget budget, Telemetry telemetry) {
    this.intake = intake;
    this.budget = budget;
    this.telemetry = telemetry;
  }

  /// Listens on every port named.
  ///
  /// @throws StartException if one cannot be bound; those before it stay open until [#close]
  void start(Map<String, ReceiverSettings> wanted) {
    wanted.forEach((id, settings) -> running.put(id, new Running(settings, started(settings))));
  }

  /// Ends what is no longer wanted or has changed, then starts what is new or has changed.
  ///
  /// @return what could not be done; where new settings do not work the old ones are started again
  List<String> exchange(Map<String, ReceiverSettings> wanted) {
    Map<String, ReceiverSettings> old = new LinkedHashMap<>();
    for (Map.Entry<String, Running> entry : List.copyOf(running.entrySet())) {
      if (!entry.getValue().settings().equals(wanted.get(entry.getKey()))) {
        old.put(entry.getKey(), entry.getValue().settings());
        stop(entry.getValue());
        running.remove(entry.getKey());
      }
    }
    List<String> problems = new ArrayList<>();
    wanted.forEach((id, settings) -> {
      if (!running.containsKey(id)) {
        restart(id, settings, old.get(id), problems);
      }
    });
    return problems;
  }

  private void restart(
      String id, ReceiverSettings settings, @Nullable ReceiverSettings old, List<String> problems) {
    try {
      running.put(id, new Running(settings, started(settings)));
    } catch (StartException e) {
      problems.add(id + ": " + e.getMessage());
      if (old != null) {
        restart(id, old, null, problems);
      }
    }
  }

  private OtlpReceivers started(ReceiverSettings settings) {
    OtlpReceivers receivers =
        new OtlpReceivers(settings, intake, budget, telemetry, TimeSource.SYSTEM::unixNanos);
    try {
      receivers.start();
      return receivers;
    } catch (ReceiverException e) {
      throw new StartException(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted");
    }
  }

  /// The first gRPC address in use, null when there is none.
  @Nullable ListenAddress grpc() {
    return first(OtlpReceivers::grpcAddress);
  }

  /// The first HTTP address in use, null when there is none.
  @Nullable ListenAddress http() {
    return first(OtlpReceivers::httpAddress);
  }

  private @Nullable ListenAddress first(Function<OtlpReceivers, @Nullable ListenAddress> address) {
    for (Running one : running.values()) {
      ListenAddress found = address.apply(one.receivers());
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /// Takes nothing new, lets what runs be answered, closes the ports.
  @Override
  public void close() {
    running.values().forEach(Receivers::stop);
    running.clear();
  }

  private static void stop(Running one) {
    try {
      one.receivers().stop(DRAIN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package io.treeline.app.server;

import io.treeline.model.ingest.InFlightBudget;
import io.treeline.model.ingest.SpanIntake;
import io.treeline.model.telemetry.Telemetry;
import io.treeline.processor.view.TimeSource;
import io.treeline.receiver.OtlpReceivers;
import io.treeline.receiver.ReceiverSettings;
import io.treeline.receiver.net.ListenAddress;
import io.treeline.receiver.net.ReceiverException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The OTLP receivers that the configuration has in use, which can be exchanged while it runs.
///
/// Started, exchanged and stopped by one thread at a time; what is in use may be asked by any.
final class Receivers implements AutoCloseable {
  private static final Duration DRAIN = Duration.ofSeconds(10);

  private final SpanIntake intake;
  private final InFlightBudget budget;
  private final Telemetry telemetry;
  private final Map<String, Running> running = new ConcurrentSkipListMap<>();

  /// One receiver that listens.
  ///
  /// @param settings as they were wanted, where port 0 is any
  private record Running(
      ReceiverSettings settings,
      OtlpReceivers receivers,
      @Nullable ListenAddress grpcAt,
      @Nullable ListenAddress httpAt) {
    static Running of(ReceiverSettings settings, OtlpReceivers receivers) {
      return new Running(settings, receivers, receivers.grpcAddress(), receivers.httpAddress());
    }

    /// What is wanted now, on the ports in use where any would do.
    ReceiverSettings onSamePorts(ReceiverSettings wanted) {
      return wanted.onPortsOf(grpcAt, httpAt);
    }
  }

  Receivers(SpanIntake intake, InFlightBudget budget, Telemetry telemetry) {
    this.intake = intake;
    this.budget = budget;
    this.telemetry = telemetry;
  }

  /// Listens on every port named.
  ///
  /// @throws StartException if one cannot be bound; those before it stay open until [#close]
  void start(Map<String, ReceiverSettings> wanted) {
    wanted.forEach((id, settings) -> running.put(id, Running.of(settings, started(id, settings))));
  }

  /// Ends what is no longer wanted or has changed, then starts what is new or has changed.
  ///
  /// Files that settings name may have changed too, so who has any is started again in any case.
  /// Who has a file that cannot be used is left alone; where new settings do not work for another
  /// reason the old ones are started again.
  ///
  /// @param done receives the ids of what was ended or started
  /// @return what could not be done
  List<String> exchange(Map<String, ReceiverSettings> wanted, List<String> done) {
    List<String> problems = new ArrayList<>();
    Set<String> unusable = unusable(wanted, problems);
    Map<String, Running> old = new LinkedHashMap<>(running);
    old.keySet().removeAll(unusable);
    for (Map.Entry<String, Running> entry : old.entrySet()) {
      ReceiverSettings settings = entry.getValue().settings();
      if (!settings.equals(wanted.get(entry.getKey())) || settings.hasFiles()) {
        done.add(entry.getKey());
        running.remove(entry.getKey());
        stop(entry.getValue());
      }
    }
    wanted.forEach((id, settings) -> {
      if (!running.containsKey(id) && !unusable.contains(id)) {
        done.add(id);
        restart(id, settings, old.get(id), problems);
      }
    });
    return problems;
  }

  private static Set<String> unusable(Map<String, ReceiverSettings> wanted, List<String> problems) {
    Set<String> unusable = new HashSet<>();
    wanted.forEach((id, settings) -> {
      try {
        OtlpReceivers.check(settings);
      } catch (ReceiverException e) {
        unusable.add(id);
        problems.add(id + " stays as it is: " + e.getMessage());
      }
    });
    return unusable;
  }

  private void restart(
      String id, ReceiverSettings settings, @Nullable Running old, List<String> problems) {
    try {
      ReceiverSettings there = old == null ? settings : old.onSamePorts(settings);
      running.put(id, Running.of(settings, started(id, there)));
    } catch (StartException e) {
      problems.add(id + ": " + e.getMessage());
      if (old != null && !old.settings().equals(settings)) {
        restart(id, old.settings(), old, problems);
      }
    }
  }

  private OtlpReceivers started(String id, ReceiverSettings settings) {
    try {
      OtlpReceivers receivers =
          new OtlpReceivers(id, settings, intake, budget, telemetry, TimeSource.SYSTEM::unixNanos);
      receivers.start();
      return receivers;
    } catch (ReceiverException e) {
      throw new StartException(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted");
    }
  }

  /// What health checks on the ports are told.
  void serving(boolean serves) {
    running.values().forEach(one -> one.receivers().serving(serves));
  }

  /// The first gRPC address in use, null when there is none.
  @Nullable ListenAddress grpc() {
    return first(Running::grpcAt);
  }

  /// The first HTTP address in use, null when there is none.
  @Nullable ListenAddress http() {
    return first(Running::httpAt);
  }

  private @Nullable ListenAddress first(Function<Running, @Nullable ListenAddress> address) {
    for (Running one : running.values()) {
      ListenAddress found = address.apply(one);
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

package io.treeline.model.telemetry;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/// The registry of everything that measures us. One per process, made in `app`.
public final class Telemetry {
  private final ConcurrentSkipListMap<Series, Instrument> instruments =
      new ConcurrentSkipListMap<>();

  /// One time series: a metric name and its labels in a fixed order.
  public record Series(String name, Map<String, String> labels) implements Comparable<Series> {
    public Series {
      labels = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(labels));
    }

    @Override
    public int compareTo(Series other) {
      int byName = name.compareTo(other.name);
      return byName != 0 ? byName : labels.toString().compareTo(other.labels.toString());
    }
  }

  /// A registered series with its help text.
  public record Registered(Series series, String help, Instrument instrument) {}

  private final Map<String, String> helps = new ConcurrentSkipListMap<>();

  /// The counter of that series; the same one for the same series.
  public Counter counter(String name, Map<String, String> labels, String help) {
    helps.putIfAbsent(name, help);
    return (Counter) instruments.computeIfAbsent(new Series(name, labels), series -> new Counter());
  }

  /// The histogram of that series; the same one for the same series.
  public Histogram histogram(String name, Map<String, String> labels, String help) {
    helps.putIfAbsent(name, help);
    return (Histogram)
        instruments.computeIfAbsent(new Series(name, labels), series -> new Histogram());
  }

  /// Registers a value that is read when asked for.
  public void gauge(String name, Map<String, String> labels, String help, LongSupplier value) {
    helps.putIfAbsent(name, help);
    instruments.put(new Series(name, labels), new Gauge(value));
  }

  /// Registers a total that is read when asked for, e.g. seconds of CPU.
  public void total(String name, Map<String, String> labels, String help, DoubleSupplier value) {
    helps.putIfAbsent(name, help);
    instruments.put(new Series(name, labels), new Total(value));
  }

  /// Everything registered, by name and labels.
  public List<Registered> all() {
    return instruments.entrySet().stream()
        .map(e ->
            new Registered(e.getKey(), helps.getOrDefault(e.getKey().name(), ""), e.getValue()))
        .toList();
  }
}

package io.treeline.processor.view;

import io.treeline.model.Run;
import io.treeline.model.RunMetrics;
import io.treeline.model.RunState;
import io.treeline.model.ingest.Chunk;
import io.treeline.model.ingest.ChunkKind;
import io.treeline.model.telemetry.Counter;
import io.treeline.model.telemetry.Histogram;
import io.treeline.model.telemetry.Telemetry;
import io.treeline.processor.facts.DialectReader;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// What the core counts about itself: accepted = new + duplicate + superseded + undecodable.
public final class ViewsTelemetry {
  private final Telemetry telemetry;
  private final Map<ChunkKind, ItemCounters> items = new EnumMap<>(ChunkKind.class);
  private final Map<RunState, Counter> runs = new EnumMap<>(RunState.class);
  private final Histogram assembly;
  private final CallTelemetry calls;
  private final Counter unrecognised;
  private final Counter reloads;
  private final Counter flushes;
  private final Counter forgottenSpans;
  private final Counter flushedTraces;

  private record ItemCounters(
      Counter fresh, Counter duplicate, Counter superseded, Counter undecodable) {
    static ItemCounters of(Telemetry telemetry, String items) {
      return new ItemCounters(
          count(telemetry, "new", items, "seen for the first time"),
          count(telemetry, "duplicate", items, "sent again as they were"),
          count(telemetry, "superseded", items, "that met another version of themselves"),
          count(telemetry, "undecodable", items, "stored but not understood"));
    }

    private static Counter count(Telemetry telemetry, String what, String items, String help) {
      String name = "treeline_" + what + "_" + items + "_total";
      return telemetry.counter(name, Map.of(), "Stored " + items.replace('_', ' ') + " " + help);
    }
  }

  public ViewsTelemetry(Telemetry telemetry) {
    this.telemetry = telemetry;
    items.put(ChunkKind.SPANS, ItemCounters.of(telemetry, "spans"));
    items.put(ChunkKind.LOG_RECORDS, ItemCounters.of(telemetry, "log_records"));
    for (RunState state : RunState.values()) {
      runs.put(
          state,
          telemetry.counter(
              "treeline_runs_total", Map.of("state", state.word()), "Runs that got this state"));
    }
    assembly =
        telemetry.histogram(
            "treeline_assembly_seconds", Map.of(), "Time to assemble a trace, loading included");
    calls = new CallTelemetry(telemetry);
    unrecognised =
        telemetry.counter(
            "treeline_unknown_dialect_spans_total",
            Map.of(),
            "New spans that no dialect table recognises and that are no plumbing");
    reloads =
        telemetry.counter(
            "treeline_trace_reloads_total", Map.of(), "Traces loaded again from the log");
    flushes = telemetry.counter("treeline_view_flushes_total", Map.of(), "Writes of changed views");
    forgottenSpans =
        telemetry.counter(
            "treeline_forgotten_spans_total",
            Map.of(),
            "Spans of deleted traces, acknowledged and not stored");
    flushedTraces =
        telemetry.counter("treeline_flushed_traces_total", Map.of(), "Traces in these writes");
  }

  void openTraces(OpenTraces traces) {
    telemetry.gauge("treeline_open_traces", Map.of(), "Traces held in memory", traces::loadedCount);
  }

  void items(ChunkKind kind, Tally tally) {
    if (!kind.isOfTrace()) {
      return;
    }
    ItemCounters counters = counters(kind);
    counters.fresh.add(tally.fresh());
    counters.duplicate.add(tally.duplicate());
    counters.superseded.add(tally.superseded());
    unrecognised.add(tally.unrecognised());
  }

  /// A chunk of which no views are made.
  void passedOver(Chunk chunk) {
    if (chunk.kind() == ChunkKind.SPANS) {
      forgottenSpans.add(chunk.entries().size());
    }
  }

  void undecodable(ChunkKind kind, int items) {
    counters(kind).undecodable.add(items);
  }

  void assembled(long nanos) {
    assembly.record(nanos);
  }

  void reloaded() {
    reloads.increment();
  }

  void flushed(int traces) {
    flushes.increment();
    flushedTraces.add(traces);
  }

  /// Counts the states that runs of a trace have now and had not before, and what they did since.
  void states(List<Run> now, List<Run> before) {
    calls.count(metrics(now), metrics(before));
    for (Run run : now) {
      if (before.stream().noneMatch(b -> b.id().equals(run.id()) && b.state() == run.state())) {
        Counter counter = runs.get(run.state());
        if (counter != null) {
          counter.increment();
        }
      }
    }
  }

  private static List<RunMetrics> metrics(List<Run> runs) {
    return runs.stream().map(Run::metrics).toList();
  }

  void repairedStrings(DialectReader dialects) {
    telemetry.total(
        "treeline_repaired_strings_total",
        Map.of(),
        "Strings with invalid UTF-8 that were read, shown with U+FFFD",
        dialects::repairedStrings);
  }

  private ItemCounters counters(ChunkKind kind) {
    ItemCounters counters = items.get(kind);
    if (counters == null) {
      throw new IllegalStateException("no counters for " + kind);
    }
    return counters;
  }
}

package io.treeline.processor.read;

import io.treeline.model.read.RunReader;
import io.treeline.model.store.SpanReader;
import io.treeline.model.store.TreeStore;
import io.treeline.model.store.ViewStore;
import io.treeline.model.telemetry.Telemetry;
import io.treeline.processor.view.Failures;
import io.treeline.processor.view.Interpreter;
import io.treeline.processor.view.LiveViews;
import io.treeline.processor.view.TimeSource;
import io.treeline.processor.view.TraceViews;
import io.treeline.processor.view.ViewParts;
import io.treeline.processor.view.ViewSettings;
import io.treeline.processor.view.ViewsTelemetry;

/// Reads a store whose server is stopped or was killed: catches up in memory with what its views
/// lack, and writes nothing.
public final class OfflineViews {
  private OfflineViews() {}

  /// A reader as of now. Takes as long as the log is ahead of the stored views.
  public static RunReader open(
      SpanReader spans,
      ViewStore store,
      TreeStore trees,
      Interpreter interpreter,
      ViewSettings settings,
      TimeSource time) {
    LiveViews live = new LiveViews();
    TreeStore unwritten = new UnwrittenTrees(trees);
    Telemetry unseen = new Telemetry();
    TraceViews views =
        new TraceViews(
            new ViewParts(
                interpreter,
                spans,
                store,
                unwritten,
                live,
                settings,
                time,
                new Failures((sequence, reason) -> {}, unseen),
                new ViewsTelemetry(unseen)));
    views.resume();
    spans.readLog(
        views.position() + 1,
        stored -> {
          views.onChunk(stored.sequence(), stored.chunk());
          return true;
        });
    views.assemblePending();
    views.ringDueTimers();
    return new StoreRunReader(
        new ReadParts(spans, store, unwritten, live, interpreter, ReadBudget.ofHeap(unseen), time));
  }
}

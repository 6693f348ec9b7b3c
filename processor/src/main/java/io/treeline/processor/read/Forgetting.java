package io.treeline.processor.read;

import io.treeline.model.Run;
import io.treeline.model.TraceId;
import io.treeline.model.ingest.Chunk;
import io.treeline.model.ingest.Forget;
import io.treeline.model.ingest.RefusalReason;
import io.treeline.model.read.Page;
import io.treeline.model.read.RunOrder;
import io.treeline.model.read.RunQuery;
import io.treeline.model.read.RunReader;
import io.treeline.model.store.Erasure;
import io.treeline.model.store.RunFilter;
import io.treeline.model.store.StoreException;
import io.treeline.model.store.StoreOperations.Forgotten;
import io.treeline.model.store.StoreOperations.Scope;
import io.treeline.processor.view.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Deletes on request: finds the traces, records in the log that they are forgotten, and waits
/// until their bytes are gone. Safe for any number of threads.
public final class Forgetting {
  /// How long a request for a session or user waits for the views to know all its runs.
  private static final Duration CATCH_UP = Duration.ofSeconds(10);

  /// How long a request waits for the bytes to go; they do later, too.
  private static final Duration ERASE = Duration.ofSeconds(60);

  private static final long POLL_MILLIS = 20;

  private final RunReader reader;
  private final Consumer<Chunk> append;
  private final Erasure erasure;
  private final TimeSource time;

  /// @param append returns when a record is durable, throws [StoreException] when it is not
  public Forgetting(RunReader reader, Consumer<Chunk> append, Erasure erasure, TimeSource time) {
    this.reader = reader;
    this.append = append;
    this.erasure = erasure;
    this.time = time;
  }

  /// As [io.treeline.model.store.StoreOperations#forget].
  public Forgotten forget(Scope scope, String id) {
    List<TraceId> traces =
        switch (scope) {
          case TRACE -> known(TraceId.parse(id));
          case SESSION -> tracesOf(RunFilter.ofSession(id));
          case USER -> tracesOf(RunFilter.ofUser(id));
        };
    for (int from = 0; from < traces.size(); from += Forget.MAX_TRACES) {
      int to = Math.min(traces.size(), from + Forget.MAX_TRACES);
      append.accept(Forget.chunk(traces.subList(from, to), time.unixNanos()));
    }
    return new Forgotten(traces.size(), erasure.await(traces, ERASE));
  }

  private List<TraceId> known(TraceId trace) {
    return reader.index(trace).chunks().isEmpty() ? List.of() : List.of(trace);
  }

  private List<TraceId> tracesOf(RunFilter filter) {
    awaitViews();
    Set<TraceId> traces = new LinkedHashSet<>();
    @Nullable String cursor = null;
    do {
      Page<Run> page =
          reader.runs(new RunQuery(filter, RunOrder.NEWEST, RunQuery.MAX_LIMIT, cursor));
      page.items().forEach(run -> traces.add(run.id().traceId()));
      cursor = page.nextCursor();
    } while (cursor != null);
    return new ArrayList<>(traces);
  }

  private void awaitViews() {
    long deadline = time.monotonicNanos() + CATCH_UP.toNanos();
    while (reader.behind() > 0) {
      if (time.monotonicNanos() - deadline > 0) {
        throw new StoreException(
            RefusalReason.VIEWS_BEHIND,
            "nothing was deleted: the newest data is not understood yet, ask again in a moment");
      }
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StoreException(RefusalReason.SHUTTING_DOWN, "nothing was deleted", e);
      }
    }
  }
}

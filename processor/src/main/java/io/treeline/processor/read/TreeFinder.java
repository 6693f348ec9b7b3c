package io.treeline.processor.read;

import io.treeline.model.Claim;
import io.treeline.model.Run;
import io.treeline.model.RunId;
import io.treeline.model.SpanId;
import io.treeline.model.TraceId;
import io.treeline.model.ingest.ChunkEntry;
import io.treeline.model.read.ListedTree;
import io.treeline.model.read.RunLookup;
import io.treeline.model.read.SpanDetail;
import io.treeline.model.read.StepPage;
import io.treeline.model.read.StepQuery;
import io.treeline.model.store.IndexedChunk;
import io.treeline.model.store.RunTree;
import io.treeline.model.store.SpanReader;
import io.treeline.model.store.TreeStore;
import io.treeline.model.store.ViewStore;
import io.treeline.processor.tree.TraceTrees;
import io.treeline.processor.view.Interpreter;
import io.treeline.processor.view.LiveTrace;
import io.treeline.processor.view.LiveViews;
import io.treeline.processor.view.TimeSource;
import io.treeline.processor.view.TraceFacts;
import io.treeline.processor.view.WholeAnswers;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Finds a run by any id that belongs to it. The tree of a large trace is read in pages; that of
/// another one is assembled from the stored chunks, as of now.
final class TreeFinder {
  /// How far the index is searched for a span that did not come in lately.
  private static final long MAX_SCANNED_CHUNKS = 1_000_000;

  private static final RunLookup NOT_FOUND = new RunLookup.NotFound();

  private final SpanReader spans;
  private final BudgetedSpans chunks;
  private final ReadBudget budget;
  private final ViewStore store;
  private final TreeStore trees;
  private final LiveViews live;
  private final Interpreter interpreter;
  private final TimeSource time;

  TreeFinder(ReadParts parts) {
    spans = parts.spans();
    budget = parts.budget();
    chunks = new BudgetedSpans(spans, budget);
    store = parts.store();
    trees = parts.trees();
    live = parts.live();
    interpreter = parts.interpreter();
    time = parts.time();
  }

  /// One span in full; null when it is not stored.
  ///
  /// @param traceId null when the caller does not know it
  @Nullable SpanDetail span(@Nullable TraceId traceId, long spanId) {
    TraceId found = traceId == null ? traceOf(spanId) : traceId;
    return found == null
        ? null
        : new SpanFinder(interpreter.reader())
            .detail(
                found,
                spanId,
                chunks,
                () -> over(found, all -> SpanPlace.find(spanId, spans.index(found), all)));
  }

  RunLookup find(String id, StepQuery steps) {
    return switch (id.length()) {
      case 49 -> found(parsed(id, RunId::parse), run -> byRunOrSpan(run, steps));
      case 32 -> found(parsed(id, TraceId::parse), trace -> over(trace, all -> whole(all, steps)));
      case 16 -> found(parsed(id, SpanId::parse), span -> bySpan(span, steps));
      default -> NOT_FOUND;
    };
  }

  private static <T> RunLookup found(@Nullable T id, Function<T, RunLookup> finder) {
    return id == null ? NOT_FOUND : finder.apply(id);
  }

  private static <T> @Nullable T parsed(String id, Function<String, T> parser) {
    try {
      return parser.apply(id);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /// Gives the trees of a trace to a function, as they were at one moment.
  private <T> T over(TraceId traceId, Function<List<RunTree>, T> use) {
    T paged = trees.read(traceId, use);
    return paged == null ? overAssembled(traceId, use) : paged;
  }

  private <T> T overAssembled(TraceId traceId, Function<List<RunTree>, T> use) {
    long items =
        spans.index(traceId).chunks().stream().mapToLong(chunk -> chunk.entries().size()).sum();
    return budget.forTree(
        items,
        () -> use.apply(assemble(traceId).trees().stream().<RunTree>map(ListedTree::new).toList()));
  }

  private TraceTrees assemble(TraceId traceId) {
    TraceFacts facts = new TraceFacts();
    if (spans.isPartial(traceId)) {
      facts.markPartial();
    }
    spans.visitTrace(
        traceId,
        stored -> {
          interpreter.readLeniently(stored, facts);
          return true;
        });
    LiveTrace unflushed = live.trace(traceId);
    List<Run> previous = unflushed == null ? store.runsOfTrace(traceId) : unflushed.view().runs();
    List<Claim> foreign =
        unflushed == null ? store.foreignClaims(traceId) : unflushed.view().foreign();
    WholeAnswers answers = new WholeAnswers(spans, interpreter, traceId, facts);
    return interpreter.trees(traceId, facts, previous, foreign, answers, time.unixNanos());
  }

  private static RunLookup whole(List<RunTree> all, StepQuery steps) {
    return switch (all.size()) {
      case 0 -> NOT_FOUND;
      case 1 -> found(all.getFirst(), steps);
      default -> new RunLookup.Several(all.stream().map(tree -> tree.run().listed()).toList());
    };
  }

  private static RunLookup found(RunTree tree, StepQuery steps) {
    StepPage page = steps.of(tree);
    return page == null
        ? new RunLookup.NoSuchStep(tree.run())
        : new RunLookup.Found(tree.run(), page);
  }

  private RunLookup byRunOrSpan(RunId id, StepQuery steps) {
    String text = id.toString();
    return over(
        id.traceId(),
        all -> {
          for (RunTree tree : all) {
            if (tree.run().id().equals(id) || tree.run().aliases().contains(text)) {
              return found(tree, steps);
            }
          }
          return bySpan(id.rootSpanId(), id.traceId(), all, steps);
        });
  }

  private RunLookup bySpan(long spanId, StepQuery steps) {
    TraceId traceId = traceOf(spanId);
    return traceId == null ? NOT_FOUND : over(traceId, all -> bySpan(spanId, traceId, all, steps));
  }

  private RunLookup bySpan(long spanId, TraceId traceId, List<RunTree> all, StepQuery steps) {
    SpanPlace place = SpanPlace.find(spanId, spans.index(traceId), all);
    if (!place.isKnown()) {
      return NOT_FOUND;
    }
    return place.tree() == null ? whole(all, steps) : found(place.tree(), steps);
  }

  private @Nullable TraceId traceOf(long spanId) {
    TraceId recent = live.traceOfRecentSpan(spanId);
    if (recent != null) {
      return recent;
    }
    Search search = new Search(spanId);
    spans.scanTraces(trace -> search.look(trace.traceId(), trace.chunks()));
    return search.found;
  }

  /// A bounded walk over the trace index.
  private static final class Search {
    private final long spanId;
    private long chunksLeft = MAX_SCANNED_CHUNKS;
    private @Nullable TraceId found;

    Search(long spanId) {
      this.spanId = spanId;
    }

    boolean look(TraceId traceId, List<IndexedChunk> chunks) {
      for (IndexedChunk chunk : chunks) {
        for (ChunkEntry entry : chunk.entries()) {
          if (entry.spanId() == spanId) {
            found = traceId;
            return false;
          }
        }
      }
      chunksLeft -= chunks.size();
      return chunksLeft > 0;
    }
  }
}

package io.treeline.processor.read;

import io.treeline.model.AgentTree;
import io.treeline.model.Claim;
import io.treeline.model.Run;
import io.treeline.model.RunId;
import io.treeline.model.SpanId;
import io.treeline.model.TraceId;
import io.treeline.model.ingest.ChunkEntry;
import io.treeline.model.read.RunLookup;
import io.treeline.model.read.SpanDetail;
import io.treeline.model.store.IndexedChunk;
import io.treeline.model.store.SpanReader;
import io.treeline.model.store.StoredChunk;
import io.treeline.model.store.ViewStore;
import io.treeline.processor.tree.TraceTrees;
import io.treeline.processor.view.Interpreter;
import io.treeline.processor.view.LiveTrace;
import io.treeline.processor.view.LiveViews;
import io.treeline.processor.view.TimeSource;
import io.treeline.processor.view.TraceFacts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds a run by any id that belongs to it and assembles its tree from the stored chunks, as of
/// now.
final class TreeFinder {
  /// How far the index is searched for a span that did not come in lately.
  private static final long MAX_SCANNED_CHUNKS = 1_000_000;

  private static final RunLookup NOT_FOUND = new RunLookup.NotFound();

  private final SpanReader spans;
  private final ViewStore store;
  private final LiveViews live;
  private final Interpreter interpreter;
  private final TimeSource time;

  TreeFinder(
      SpanReader spans, ViewStore store, LiveViews live, Interpreter interpreter, TimeSource time) {
    this.spans = spans;
    this.store = store;
    this.live = live;
    this.interpreter = interpreter;
    this.time = time;
  }

  /// A trace with all its trees.
  private record Assembled(TraceFacts facts, List<AgentTree> trees) {

    RunLookup whole() {
      return switch (trees.size()) {
        case 0 -> NOT_FOUND;
        case 1 -> new RunLookup.Found(trees.getFirst());
        default -> new RunLookup.Several(trees.stream().map(t -> t.run().listed()).toList());
      };
    }

    RunLookup byRunOrSpan(RunId id) {
      String text = id.toString();
      for (AgentTree tree : trees) {
        if (tree.run().id().equals(id) || tree.run().aliases().contains(text)) {
          return new RunLookup.Found(tree);
        }
      }
      return bySpan(id.rootSpanId());
    }

    /// The run with that span in it; a span that is no step belongs to the run of its parent.
    RunLookup bySpan(long spanId) {
      if (!facts.hasSpan(spanId)) {
        return NOT_FOUND;
      }
      long at = spanId;
      for (int i = 0; i <= facts.spans().size() && at != SpanId.NONE; i++) {
        for (AgentTree tree : trees) {
          if (hasStep(tree, at)) {
            return new RunLookup.Found(tree);
          }
        }
        at = facts.parentOf(at);
      }
      return whole();
    }

    private static boolean hasStep(AgentTree tree, long spanId) {
      return tree.steps().stream().anyMatch(step -> step.header().spanId() == spanId);
    }
  }

  /// One span in full; null when it is not stored.
  ///
  /// @param traceId null when the caller does not know it
  @Nullable SpanDetail span(@Nullable TraceId traceId, long spanId) {
    TraceId known = traceId == null ? live.traceOfRecentSpan(spanId) : traceId;
    TraceId found = known == null ? searchIndex(spanId) : known;
    if (found == null) {
      return null;
    }
    return new SpanFinder(interpreter.reader())
        .detail(found, spanId, spans.readTrace(found), assemble(found).trees());
  }

  RunLookup find(String id) {
    try {
      return switch (id.length()) {
        case 49 -> byRunOrSpan(RunId.parse(id));
        case 32 -> assemble(TraceId.parse(id)).whole();
        case 16 -> bySpan(SpanId.parse(id));
        default -> NOT_FOUND;
      };
    } catch (IllegalArgumentException e) {
      return NOT_FOUND;
    }
  }

  private RunLookup byRunOrSpan(RunId id) {
    return assemble(id.traceId()).byRunOrSpan(id);
  }

  private RunLookup bySpan(long spanId) {
    TraceId recent = live.traceOfRecentSpan(spanId);
    TraceId traceId = recent == null ? searchIndex(spanId) : recent;
    return traceId == null ? NOT_FOUND : assemble(traceId).bySpan(spanId);
  }

  private Assembled assemble(TraceId traceId) {
    List<StoredChunk> chunks = spans.readTrace(traceId);
    TraceFacts facts = new TraceFacts();
    if (spans.isPartial(traceId)) {
      facts.markPartial();
    }
    chunks.forEach(stored -> interpreter.readLeniently(stored.chunk(), facts));
    LiveTrace unflushed = live.trace(traceId);
    List<Run> previous = unflushed == null ? store.runsOfTrace(traceId) : unflushed.view().runs();
    List<Claim> foreign =
        unflushed == null ? store.foreignClaims(traceId) : unflushed.view().foreign();
    TraceTrees trees = interpreter.trees(traceId, facts, previous, foreign, time.unixNanos());
    return new Assembled(facts, trees.trees());
  }

  private @Nullable TraceId searchIndex(long spanId) {
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

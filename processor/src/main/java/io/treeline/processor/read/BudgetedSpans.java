package io.treeline.processor.read;

import io.treeline.model.TraceId;
import io.treeline.model.ingest.ChunkEntry;
import io.treeline.model.store.IndexedChunk;
import io.treeline.model.store.SpanReader;
import io.treeline.model.store.SpanReader.ChunkVisitor;
import io.treeline.model.store.StoredChunk;
import org.jspecify.annotations.Nullable;

/// Reads the chunks of a trace for readers, each within the budget while it is looked at.
final class BudgetedSpans {
  private final SpanReader spans;
  private final ReadBudget budget;

  BudgetedSpans(SpanReader spans, ReadBudget budget) {
    this.spans = spans;
    this.budget = budget;
  }

  void visitTrace(TraceId traceId, ChunkVisitor visitor) {
    try (Charged charged = new Charged(visitor)) {
      spans.visitTrace(traceId, charged);
    }
  }

  /// Of one visit and its thread.
  private final class Charged implements ChunkVisitor, AutoCloseable {
    private final ChunkVisitor visitor;
    private ReadBudget.@Nullable Held held;

    Charged(ChunkVisitor visitor) {
      this.visitor = visitor;
    }

    @Override
    public boolean wants(IndexedChunk chunk) {
      close();
      if (!visitor.wants(chunk)) {
        return false;
      }
      held = budget.forPayload(payloadBytes(chunk));
      return true;
    }

    @Override
    public boolean visit(StoredChunk chunk) {
      boolean more = visitor.visit(chunk);
      close();
      return more;
    }

    @Override
    public void close() {
      if (held != null) {
        held.close();
        held = null;
      }
    }
  }

  /// Where the last entry ends, the payload does.
  private static long payloadBytes(IndexedChunk chunk) {
    ChunkEntry last = chunk.entries().getLast();
    return (long) last.offset() + last.length();
  }
}

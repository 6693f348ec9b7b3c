package io.treeline.processor.view;

import io.treeline.model.TraceId;
import io.treeline.model.store.IndexedChunk;
import io.treeline.model.store.SpanReader;
import io.treeline.model.store.SpanReader.ChunkVisitor;
import io.treeline.model.store.StoredChunk;
import io.treeline.processor.facts.Excerpt;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Gives back the whole answer that an excerpt stands for, from the one chunk that has it; the
/// excerpt itself when that is gone.
public final class WholeAnswers implements UnaryOperator<String> {
  private final SpanReader spans;
  private final Interpreter interpreter;
  private final TraceId traceId;
  private final TraceFacts facts;

  public WholeAnswers(
      SpanReader spans, Interpreter interpreter, TraceId traceId, TraceFacts facts) {
    this.spans = spans;
    this.interpreter = interpreter;
    this.traceId = traceId;
    this.facts = facts;
  }

  @Override
  public String apply(String answer) {
    Long sequence = Excerpt.isExcerpt(answer) ? facts.chunkOfAnswer(answer) : null;
    if (sequence == null) {
      return answer;
    }
    Search search = new Search(answer, sequence);
    spans.visitTrace(traceId, search);
    return search.found == null ? answer : search.found;
  }

  /// Looks at one chunk of the trace only.
  private final class Search implements ChunkVisitor {
    private final String excerpt;
    private final long sequence;
    private @Nullable String found;

    Search(String excerpt, long sequence) {
      this.excerpt = excerpt;
      this.sequence = sequence;
    }

    @Override
    public boolean wants(IndexedChunk chunk) {
      return chunk.sequence() == sequence;
    }

    @Override
    public boolean visit(StoredChunk stored) {
      found = interpreter.answer(excerpt, stored.chunk());
      return false;
    }
  }
}

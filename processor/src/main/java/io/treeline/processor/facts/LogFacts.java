package io.treeline.processor.facts;

import io.treeline.model.TokenUsage;
import io.treeline.model.ingest.ChunkEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one log record adds to the span it belongs to (`entry.spanId()`).
///
/// Records join in any order: the tree fills only what the span itself lacks; of several records of
/// one span the one with the latest time and then the larger digest gives the output. A record of a
/// score says nothing else: its fields are of what was judged, which may be another span.
public record LogFacts(
    ChunkEntry entry,
    @Nullable String eventName,
    Fields fields,
    TokenUsage usage,
    Output output,
    @Nullable String finish,
    List<SentScore> scores) {
  public LogFacts {
    scores = List.copyOf(scores);
  }
}

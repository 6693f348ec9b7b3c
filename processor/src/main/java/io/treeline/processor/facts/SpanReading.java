package io.treeline.processor.facts;

import io.treeline.model.ingest.Chunk;
import io.treeline.model.ingest.ChunkEntry;
import io.treeline.model.read.ChatMessage;
import io.treeline.model.read.SpanContent;
import java.util.List;

/// All that one span and its log records say, read for people: the facts that views are made of,
/// how its tokens were counted, its conversation, and its content as sent.
public record SpanReading(
    SpanFacts facts,
    TokenBasis inputBasis,
    TokenBasis outputBasis,
    List<ChatMessage> messages,
    SpanContent content) {
  public SpanReading {
    messages = List.copyOf(messages);
  }

  /// A span or log record where it is stored.
  public record Item(Chunk chunk, ChunkEntry entry) {}
}

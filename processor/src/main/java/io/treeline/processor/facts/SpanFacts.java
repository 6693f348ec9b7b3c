package io.treeline.processor.facts;

import io.treeline.model.StepKind;
import io.treeline.model.StepStatus;
import io.treeline.model.TokenUsage;
import io.treeline.model.ingest.ChunkEntry;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one span says, whatever its dialect. Pure function of the span, its resource and scope.
///
/// `kind` is what the kind ladder decided for the span alone, `kindRule` the rung that did, empty
/// when none had a verdict; an AGENT may still lack a name. `usage` is the inclusive form,
/// [TokenUsage#NONE] when the span carries none. `finish` is the canonical finish reason. `pending`
/// marks an "open" marker (Logfire) that is no span of its own. `ignored` marks spans that are
/// noise by their dialect (ADK's merged tools, `create_agent`): stored, but no step. `metadata`
/// holds what the client attached under a metadata key, `scores` what it says was thought of it.
public record SpanFacts(
    ChunkEntry entry,
    String name,
    String scopeName,
    int otelKind,
    StepStatus status,
    StepKind kind,
    String kindRule,
    boolean pending,
    boolean ignored,
    List<String> dialects,
    Fields fields,
    TokenUsage usage,
    @Nullable String finish,
    Output output,
    Map<String, String> metadata,
    List<SpanLink> links,
    List<SentScore> scores) {
  public SpanFacts {
    dialects = List.copyOf(dialects);
    metadata = Map.copyOf(metadata);
    links = List.copyOf(links);
    scores = List.copyOf(scores);
  }

  public long spanId() {
    return entry.spanId();
  }

  public boolean isOpen() {
    return entry.endUnixNanos() == 0;
  }
}

package io.treeline.processor.tree;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.treeline.model.AgentTree;
import io.treeline.model.TraceId;
import io.treeline.model.ingest.Chunk;
import io.treeline.processor.dialect.Dialects;
import io.treeline.processor.facts.LogFacts;
import io.treeline.processor.facts.SpanFacts;
import io.treeline.testkit.Chunks;
import io.treeline.testkit.Corpus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Sends a recording through decoding and assembly, in one of the judge's orders.
final class CorpusReplay {
  private static final Dialects DIALECTS = Dialects.bundled();
  private static final long QUIET_NANOS = 65_000_000_000L;

  enum Order {
    FORWARD,
    REVERSE,
    TWICE,
    SINGLE,
    SHUFFLE
  }

  private final Map<TraceId, Map<Long, SpanFacts>> spans = new LinkedHashMap<>();
  private final Map<TraceId, List<LogFacts>> logs = new LinkedHashMap<>();

  private CorpusReplay() {}

  /// The runs of all traces of a recording, a minute after the last request.
  static List<AgentTree> replay(String recording, Order order) {
    CorpusReplay replay = new CorpusReplay();
    ordered(chunks(recording, order), order).forEach(replay::take);
    return replay.assemble();
  }

  private static List<List<Chunk>> chunks(String recording, Order order) {
    List<List<Chunk>> requests = new ArrayList<>();
    boolean split = order == Order.SINGLE || order == Order.SHUFFLE;
    for (Corpus.Request request : Corpus.requests(recording)) {
      switch (request.signal()) {
        case TRACES -> {
          if (split) {
            single(request.body()).forEach(one -> requests.add(Chunks.ofTraces(one)));
          } else {
            requests.add(Chunks.ofTraces(request.body()));
          }
        }
        case LOGS -> requests.add(Chunks.ofLogs(request.body()));
        case METRICS -> {}
      }
    }
    return requests;
  }

  private static List<Chunk> ordered(List<List<Chunk>> requests, Order order) {
    List<List<Chunk>> ordered =
        switch (order) {
          case FORWARD, SINGLE -> requests;
          case REVERSE -> requests.reversed();
          case TWICE -> {
            List<List<Chunk>> twice = new ArrayList<>(requests);
            twice.addAll(requests);
            yield twice;
          }
          case SHUFFLE -> {
            List<List<Chunk>> shuffled = new ArrayList<>(requests);
            Collections.shuffle(shuffled, new Random(7));
            yield shuffled;
          }
        };
    return ordered.stream().flatMap(List::stream).toList();
  }

  private static List<TracesData> single(byte[] body) {
    List<TracesData> single = new ArrayList<>();
    try {
      for (ResourceSpans resource : TracesData.parseFrom(body).getResourceSpansList()) {
        for (ScopeSpans scope : resource.getScopeSpansList()) {
          for (Span span : scope.getSpansList()) {
            ScopeSpans one = scope.toBuilder().clearSpans().addSpans(span).build();
            single.add(
                TracesData.newBuilder()
                    .addResourceSpans(resource.toBuilder().clearScopeSpans().addScopeSpans(one))
                    .build());
          }
        }
      }
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    }
    return single;
  }

  private void take(Chunk chunk) {
    switch (chunk.kind()) {
      case SPANS -> {
        Map<Long, SpanFacts> winners =
            spans.computeIfAbsent(chunk.traceId(), t -> new LinkedHashMap<>());
        for (SpanFacts span : DIALECTS.decodeSpans(chunk)) {
          winners.merge(span.spanId(), span, (a, b) -> b.entry().supersedes(a.entry()) ? b : a);
        }
      }
      case LOG_RECORDS ->
          logs.computeIfAbsent(chunk.traceId(), t -> new ArrayList<>())
              .addAll(DIALECTS.decodeLogs(chunk));
      case UNJOINED_LOG_RECORDS, METRICS, FORGET -> {
        // Nothing is made of them.
      }
    }
  }

  private List<AgentTree> assemble() {
    TraceAssembler assembler = new TraceAssembler(CompletionSettings.DEFAULT, Assembly.PRICES);
    List<AgentTree> trees = new ArrayList<>();
    spans.forEach((trace, winners) ->
        trees.addAll(
            assembler
                .assemble(
                    new AssemblyInput(
                        trace,
                        winners.values(),
                        logs.getOrDefault(trace, List.of()),
                        Chunks.ARRIVAL_UNIX_NANOS + QUIET_NANOS,
                        Chunks.ARRIVAL_UNIX_NANOS,
                        List.of(),
                        List.of(),
                        false))
                .trees()));
    return trees;
  }
}

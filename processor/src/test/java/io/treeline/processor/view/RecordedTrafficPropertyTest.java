package io.treeline.processor.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.LogsData;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.treeline.model.Run;
import io.treeline.model.TraceId;
import io.treeline.model.ingest.Chunk;
import io.treeline.model.ingest.ChunkKind;
import io.treeline.model.read.RunLookup;
import io.treeline.model.read.StepQuery;
import io.treeline.processor.cost.Prices;
import io.treeline.processor.dialect.Dialects;
import io.treeline.processor.tree.AssemblyInput;
import io.treeline.processor.tree.CompletionSettings;
import io.treeline.processor.tree.TraceAssembler;
import io.treeline.processor.tree.TraceTrees;
import io.treeline.testkit.Chunks;
import io.treeline.testkit.Corpus;
import io.treeline.testkit.InMemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Recorded traffic through the real dialects and assembler: however its spans are ordered,
/// repeated, cut into requests, evicted or replayed, the runs are the same.
final class RecordedTrafficPropertyTest {
  private static final TraceAssembler ASSEMBLER =
      new TraceAssembler(CompletionSettings.DEFAULT, Prices.bundled());
  private static final Dialects DIALECTS = Dialects.bundled();

  @ParameterizedTest
  @MethodSource("io.treeline.testkit.Corpus#names")
  void anyArrival_ofARecording_givesTheSameRuns(String recording) {
    List<Chunk> sent = chunks(recording);
    Map<TraceId, List<Run>> expected = runs(send(sent, 1_000, new Random(0), false), sent);
    assertThat(expected.values().stream().mapToLong(List::size).sum()).isPositive();
    for (long seed = 1; seed <= 3; seed++) {
      Random random = new Random(seed);
      List<Chunk> shuffled = singles(sent);
      int repeats = shuffled.size() / 3;
      for (int i = 0; i < repeats; i++) {
        shuffled.add(shuffled.get(random.nextInt(shuffled.size())));
      }
      Collections.shuffle(shuffled, random);
      CoreHarness core = send(shuffled, 1, random, true);
      assertThat(runs(core, sent)).as("%s, seed %d", recording, seed).isEqualTo(expected);
      expected.forEach((trace, runs) -> assertFoundAsListed(core, trace, runs));
    }
  }

  private static void assertFoundAsListed(CoreHarness core, TraceId trace, List<Run> runs) {
    if (runs.size() == 1) {
      RunLookup.Found found =
          (RunLookup.Found) core.reader.find(trace.toString(), StepQuery.first(1));
      assertThat(found.run().listed()).isEqualTo(core.run(trace));
    }
  }

  private static CoreHarness send(
      List<Chunk> chunks, int openTraces, Random random, boolean restarts) {
    InMemoryStore store = new InMemoryStore();
    ManualTime time = new ManualTime();
    ViewSettings settings = ViewSettings.DEFAULT.withMaxOpen(openTraces, 1L << 30);
    CoreHarness core = new CoreHarness(store, time, settings, interpreter());
    for (Chunk chunk : chunks) {
      core.send(chunk);
      core.pass(Duration.ofMillis(random.nextInt(200)));
      if (restarts && random.nextInt(20) == 0) {
        core = new CoreHarness(store, time, settings, interpreter());
        core.replay();
      }
    }
    time.advance(Duration.ofHours(1));
    core.pass(Duration.ofSeconds(10));
    return core;
  }

  /// Assemblies in between see fewer spans and may know a run by another top, so former ids and
  /// revisions do depend on the way; nothing else does.
  private static Map<TraceId, List<Run>> runs(CoreHarness core, List<Chunk> sent) {
    Map<TraceId, List<Run>> runs = new HashMap<>();
    for (Chunk chunk : sent) {
      runs.computeIfAbsent(
          chunk.traceId(),
          trace ->
              core.runs(trace).stream().map(RecordedTrafficPropertyTest::withoutPast).toList());
    }
    return runs;
  }

  private static Run withoutPast(Run run) {
    return new Run(
        run.id(),
        List.of(),
        run.name(),
        run.state(),
        run.stateReason(),
        run.outcome(),
        run.finalAnswer(),
        run.finalAnswerTruncated(),
        run.context(),
        run.startUnixNanos(),
        run.endUnixNanos(),
        run.agents(),
        run.metrics(),
        run.findings(),
        run.dataQuality(),
        0,
        run.lastArrivalUnixNanos());
  }

  private static Interpreter interpreter() {
    return new Interpreter(
        DIALECTS::decodeSpans, DIALECTS::decodeLogs, RecordedTrafficPropertyTest::assemble);
  }

  private static TraceTrees assemble(AssemblyInput input) {
    return ASSEMBLER.assemble(input);
  }

  private static List<Chunk> chunks(String recording) {
    List<Chunk> chunks = new ArrayList<>();
    for (Corpus.Request request : Corpus.requests(recording)) {
      if (request.contentType().equals("application/json")) {
        continue;
      }
      switch (request.signal()) {
        case TRACES -> chunks.addAll(Chunks.ofTraces(request.body()));
        case LOGS -> chunks.addAll(Chunks.ofLogs(request.body()));
        case METRICS -> {}
      }
    }
    return chunks;
  }

  /// The same items, each in a chunk of its own.
  private static List<Chunk> singles(List<Chunk> chunks) {
    List<Chunk> singles = new ArrayList<>();
    try {
      for (Chunk chunk : chunks) {
        if (chunk.kind() == ChunkKind.SPANS) {
          splitSpans(TracesData.parseFrom(chunk.payload()), singles);
        } else {
          splitLogs(LogsData.parseFrom(chunk.payload()), singles);
        }
      }
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    }
    return singles;
  }

  private static void splitSpans(TracesData data, List<Chunk> singles) {
    for (ResourceSpans resource : data.getResourceSpansList()) {
      for (ScopeSpans scope : resource.getScopeSpansList()) {
        for (Span span : scope.getSpansList()) {
          ScopeSpans.Builder one = scope.toBuilder().clearSpans().addSpans(span);
          ResourceSpans.Builder group = resource.toBuilder().clearScopeSpans().addScopeSpans(one);
          singles.addAll(Chunks.ofTraces(TracesData.newBuilder().addResourceSpans(group).build()));
        }
      }
    }
  }

  private static void splitLogs(LogsData data, List<Chunk> singles) {
    for (ResourceLogs resource : data.getResourceLogsList()) {
      for (ScopeLogs scope : resource.getScopeLogsList()) {
        for (LogRecord log : scope.getLogRecordsList()) {
          ScopeLogs.Builder one = scope.toBuilder().clearLogRecords().addLogRecords(log);
          ResourceLogs.Builder group = resource.toBuilder().clearScopeLogs().addScopeLogs(one);
          singles.addAll(Chunks.ofLogs(LogsData.newBuilder().addResourceLogs(group).build()));
        }
      }
    }
  }
}

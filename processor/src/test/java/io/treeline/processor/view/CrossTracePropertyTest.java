package io.treeline.processor.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.treeline.model.Run;
import io.treeline.model.TraceId;
import io.treeline.model.ingest.Chunk;
import io.treeline.model.read.RunLookup;
import io.treeline.model.read.StepQuery;
import io.treeline.processor.cost.Prices;
import io.treeline.processor.dialect.Dialects;
import io.treeline.processor.tree.CompletionSettings;
import io.treeline.processor.tree.TraceAssembler;
import io.treeline.testkit.Chunks;
import io.treeline.testkit.InMemoryStore;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// An agent whose calls a second instrumentation shows in traces of their own, as LangChain under
/// OpenInference with an instrumented OpenAI client does: every call counts once, whatever order
/// the spans come in, and across restarts.
class CrossTracePropertyTest {
  private static final long MILLI = 1_000_000;
  private static final long START = 1_770_000_000_000L * MILLI;
  private static final Dialects DIALECTS = Dialects.bundled();
  private static final TraceAssembler ASSEMBLER =
      new TraceAssembler(CompletionSettings.DEFAULT, Prices.bundled());
  private static final Interpreter INTERPRETER =
      new Interpreter(DIALECTS::decodeSpans, DIALECTS::decodeLogs, ASSEMBLER::assemble);

  static LongStream seeds() {
    return LongStream.range(0, 40);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void callsShownInSeveralTraces_countOnce_inAnyOrder(long seed) {
    Random random = new Random(seed);
    int calls = 1 + random.nextInt(6);
    boolean withSession = random.nextBoolean();
    List<Chunk> chunks = new ArrayList<>();
    chunks.add(chunk(1, 1, 0, "agent", "openinference.test", 0, 10_000, agent(withSession)));
    for (int i = 0; i < calls; i++) {
      long from = 100 + i * 1_000L;
      String id = "resp-" + (random.nextBoolean() ? i : 0); // some servers repeat their ids
      chunks.add(
          chunk(1, 10 + i, 1, "ChatOpenAI", "openinference.test", from, from + 900, oi(i, id)));
      chunks.add(
          chunk(100 + i, 50 + i, 0, "chat", "openai_v2", from + 10, from + 890, genAi(i, id)));
    }
    Collections.shuffle(chunks, random);

    CoreHarness core = deliver(chunks, random);
    List<Run> runs = new ArrayList<>();
    for (int i = -1; i < calls; i++) {
      runs.addAll(core.runs(new TraceId(0, i < 0 ? 1 : 100 + i)));
    }

    assertThat(runs.stream().mapToInt(run -> run.metrics().llmCalls()).sum()).isEqualTo(calls);
    assertThat(sum(runs, true)).isEqualTo(LongStream.range(0, calls).map(i -> 50 + i).sum());
    assertThat(sum(runs, false)).isEqualTo(LongStream.range(0, calls).map(i -> 7 + i).sum());
    assertThat(core.run(new TraceId(0, 1)).metrics().llmCalls()).isEqualTo(calls);
    for (Run run : runs) {
      assertThat(found(core, run)).isEqualTo(run);
    }
  }

  private static CoreHarness deliver(List<Chunk> chunks, Random random) {
    ManualTime time = new ManualTime();
    InMemoryStore store = new InMemoryStore();
    CoreHarness core = new CoreHarness(store, time, ViewSettings.DEFAULT, INTERPRETER);
    for (Chunk chunk : chunks) {
      core.send(chunk);
      if (random.nextInt(4) == 0) {
        core.pass(Duration.ofMillis(random.nextInt(8_000)));
      }
      if (random.nextInt(6) == 0) {
        core = new CoreHarness(store, time, ViewSettings.DEFAULT, INTERPRETER);
        core.replay();
      }
    }
    core.pass(Duration.ofSeconds(20));
    return core;
  }

  private static Run found(CoreHarness core, Run run) {
    return switch (core.reader.find(run.id().toString(), StepQuery.first(1))) {
      case RunLookup.Found found -> found.run().listed();
      case RunLookup.NoSuchStep n -> throw new AssertionError(run);
      case RunLookup.Several s -> throw new AssertionError(s);
      case RunLookup.NotFound n -> throw new AssertionError(run);
    };
  }

  private static long sum(List<Run> runs, boolean input) {
    return runs.stream()
        .map(run -> run.metrics().tokens())
        .mapToLong(tokens -> Math.max(0, input ? tokens.input() : tokens.output()))
        .sum();
  }

  private static Map<String, Object> agent(boolean withSession) {
    Map<String, Object> agent = new TreeMap<>();
    agent.put("openinference.span.kind", "AGENT");
    agent.put("agent.name", "supervisor");
    if (withSession) {
      agent.put("session.id", "s-1");
    }
    return agent;
  }

  private static Map<String, Object> oi(long i, String responseId) {
    return Map.of(
        "openinference.span.kind",
        "LLM",
        "llm.model_name",
        "gpt-5",
        "llm.token_count.prompt",
        50 + i,
        "llm.token_count.completion",
        7 + i,
        "llm.token_count.prompt_details.cache_read",
        3L,
        "output.value",
        "{\"id\":\"" + responseId + "\"}");
  }

  private static Map<String, Object> genAi(long i, String responseId) {
    return Map.of(
        "gen_ai.operation.name",
        "chat",
        "gen_ai.request.model",
        "gpt-5",
        "gen_ai.response.model",
        "gpt-5-2025-08-07",
        "gen_ai.response.id",
        responseId,
        "gen_ai.usage.input_tokens",
        50 + i,
        "gen_ai.usage.output_tokens",
        7 + i);
  }

  private static Chunk chunk(
      long trace,
      long id,
      long parent,
      String name,
      String scope,
      long fromMillis,
      long toMillis,
      Map<String, Object> attributes) {
    Span.Builder span =
        Span.newBuilder()
            .setTraceId(bytes(0, trace))
            .setSpanId(bytes(id))
            .setName(name)
            .setStartTimeUnixNano(START + fromMillis * MILLI)
            .setEndTimeUnixNano(START + toMillis * MILLI);
    if (parent != 0) {
      span.setParentSpanId(bytes(parent));
    }
    attributes.forEach((key, value) -> span.addAttributes(attribute(key, value)));
    TracesData.Builder data = TracesData.newBuilder();
    data.addResourceSpansBuilder()
        .addScopeSpansBuilder()
        .setScope(InstrumentationScope.newBuilder().setName(scope))
        .addSpans(span);
    return Chunks.ofTraces(data.build()).getFirst();
  }

  private static KeyValue attribute(String key, Object value) {
    AnyValue.Builder any = AnyValue.newBuilder();
    if (value instanceof Long number) {
      any.setIntValue(number);
    } else {
      any.setStringValue(value.toString());
    }
    return KeyValue.newBuilder().setKey(key).setValue(any).build();
  }

  private static ByteString bytes(long... longs) {
    ByteBuffer bytes = ByteBuffer.allocate(longs.length * Long.BYTES);
    for (long value : longs) {
      bytes.putLong(value);
    }
    return ByteString.copyFrom(bytes.flip());
  }
}

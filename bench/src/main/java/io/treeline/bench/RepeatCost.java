package io.treeline.bench;

import static io.treeline.bench.Attributes.text;

import com.google.protobuf.ByteString;
import com.sun.management.OperatingSystemMXBean;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.treeline.model.ingest.Chunk;
import io.treeline.model.ingest.Landmarks;
import io.treeline.model.store.StoreStats;
import io.treeline.storage.RocksStore;
import io.treeline.storage.StoreSettings;
import io.treeline.testkit.Chunks;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// What it costs to store repeated bytes once, by when it is done: never, by the journal, or when a
/// bucket is sealed, which means to write everything, read it back and write it again.
///
/// `RepeatCost DIRECTORY [traces] [rounds]`. Traces are conversations of 20 calls with 2 KB a
/// message, 20 of them at a time. The variants take turns, so that their ratios mean something on a
/// machine that does other things.
public final class RepeatCost {
  private static final int CALLS = 20;
  private static final int MESSAGE_BYTES = 2_048;
  private static final int AT_A_TIME = 20;

  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final Path directory;
  private final List<Chunk> chunks;

  private RepeatCost(Path directory, List<Chunk> chunks) {
    this.directory = directory;
    this.chunks = chunks;
  }

  public static void main(String[] args) throws IOException {
    int traces = args.length > 1 ? Integer.parseInt(args[1]) : 200;
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 3;
    RepeatCost cost = new RepeatCost(Path.of(args[0]), conversations(traces));
    for (int round = 0; round < rounds; round++) {
      cost.landmarks();
      cost.measure("never", cost.without(cost.chunks), false);
      cost.measure("journal", cost.chunks, false);
      cost.measure("sealing", cost.without(cost.chunks), true);
    }
  }

  private void landmarks() {
    long start = SYSTEM.getProcessCpuTime();
    long bytes = 0;
    for (Chunk chunk : chunks) {
      bytes += chunk.payload().length;
      if (Landmarks.of(chunk.payload(), chunk.entries()).count() < 0) {
        throw new AssertionError();
      }
    }
    long nanos = SYSTEM.getProcessCpuTime() - start;
    System.out.printf("landmarks: %.2f ns a byte on receiver threads%n", nanos / (double) bytes);
  }

  private List<Chunk> without(List<Chunk> all) {
    return all.stream()
        .map(chunk ->
            new Chunk(
                chunk.kind(),
                chunk.traceId(),
                chunk.payload(),
                chunk.entries(),
                chunk.arrivalUnixNanos(),
                chunk.transport(),
                chunk.digest(),
                Landmarks.NONE))
        .toList();
  }

  private void measure(String when, List<Chunk> toWrite, boolean again) throws IOException {
    Path first = directory.resolve(when);
    long cpu = SYSTEM.getProcessCpuTime();
    long written = writtenBytes();
    long wall = System.nanoTime();
    StoreStats stats;
    try (RocksStore store = RocksStore.open(StoreSettings.defaults(first))) {
      append(store, toWrite);
      stats = store.spans().stats();
      if (again) {
        stats = rewrite(store);
      }
    }
    long micros = TimeUnit.NANOSECONDS.toMicros(SYSTEM.getProcessCpuTime() - cpu);
    System.out.printf(
        "%s: %.1f us CPU a span, %.2f us a KB received, %d MB written to disk for %d MB received,"
            + " %d MB in rows, %.1f s%n",
        when,
        micros / (double) chunks.size(),
        micros * 1_024.0 / received(),
        writtenBytes() - written >> 20,
        received() >> 20,
        stats.writtenBytes() >> 20,
        (System.nanoTime() - wall) / 1e9);
    delete(directory.resolve(when));
  }

  private static void append(RocksStore store, List<Chunk> chunks) {
    for (int from = 0; from < chunks.size(); from += AT_A_TIME) {
      store.journal().append(chunks.subList(from, Math.min(chunks.size(), from + AT_A_TIME)));
    }
  }

  /// What sealing a bucket would do, without the deletion of what it replaces.
  private StoreStats rewrite(RocksStore store) throws IOException {
    Path second = directory.resolve("sealed");
    try (RocksStore sealed = RocksStore.open(StoreSettings.defaults(second))) {
      List<Chunk> batch = new ArrayList<>();
      store
          .spans()
          .readLog(
              1,
              stored -> {
                Chunk chunk = stored.chunk();
                batch.add(
                    new Chunk(
                        chunk.kind(),
                        chunk.traceId(),
                        chunk.payload(),
                        chunk.entries(),
                        chunk.arrivalUnixNanos(),
                        chunk.transport(),
                        chunk.digest()));
                if (batch.size() == AT_A_TIME) {
                  sealed.journal().append(batch);
                  batch.clear();
                }
                return true;
              });
      return sealed.spans().stats();
    } finally {
      delete(second);
    }
  }

  private long received() {
    return chunks.stream().mapToLong(chunk -> chunk.payload().length).sum();
  }

  /// What this process has caused to be written to disk so far.
  private static long writtenBytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/io"))) {
      if (line.startsWith("write_bytes:")) {
        return Long.parseLong(line.substring("write_bytes:".length()).strip());
      }
    }
    throw new IOException("no write_bytes");
  }

  private static void delete(Path store) throws IOException {
    try (Stream<Path> files = Files.walk(store)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }

  private static List<Chunk> conversations(int traces) {
    Random random = new Random(42);
    List<Chunk> chunks = new ArrayList<>();
    for (int from = 0; from < traces; from += AT_A_TIME) {
      List<List<Chunk>> group = new ArrayList<>();
      for (int i = from; i < Math.min(traces, from + AT_A_TIME); i++) {
        group.add(conversation(random));
      }
      for (int call = 0; call < CALLS; call++) {
        for (List<Chunk> conversation : group) {
          chunks.add(conversation.get(call));
        }
      }
    }
    return chunks;
  }

  private static List<Chunk> conversation(Random random) {
    ByteString traceId = bytes(random, 16);
    StringBuilder history = new StringBuilder("[");
    List<Chunk> calls = new ArrayList<>();
    for (int call = 0; call < CALLS; call++) {
      history.append(call == 0 ? "" : ",").append("{\"role\":\"user\",\"content\":\"");
      prose(random, history);
      history.append("\"}");
      Span span =
          Span.newBuilder()
              .setTraceId(traceId)
              .setSpanId(bytes(random, 8))
              .setName("chat gpt-5")
              .setStartTimeUnixNano(1_790_000_000_000_000_000L + call)
              .setEndTimeUnixNano(1_790_000_001_000_000_000L + call)
              .addAttributes(text("gen_ai.operation.name", "chat"))
              .addAttributes(text("gen_ai.request.model", "gpt-5"))
              .addAttributes(text("gen_ai.input.messages", history + "]"))
              .build();
      calls.addAll(
          Chunks.ofTraces(
              TracesData.newBuilder()
                  .addResourceSpans(
                      ResourceSpans.newBuilder()
                          .addScopeSpans(ScopeSpans.newBuilder().addSpans(span)))
                  .build()));
    }
    return calls;
  }

  private static void prose(Random random, StringBuilder text) {
    int end = text.length() + MESSAGE_BYTES;
    while (text.length() < end) {
      text.append(Integer.toString(random.nextInt(5_000), 36)).append(' ');
    }
  }

  private static ByteString bytes(Random random, int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }
}

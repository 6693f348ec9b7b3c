package io.treeline.bench;

import com.sun.management.OperatingSystemMXBean;
import io.treeline.model.TraceId;
import io.treeline.model.ingest.Chunk;
import io.treeline.model.ingest.ChunkDigest;
import io.treeline.model.ingest.ChunkEntry;
import io.treeline.model.ingest.ChunkKind;
import io.treeline.model.ingest.Transport;
import io.treeline.storage.RocksStore;
import io.treeline.storage.StoreSettings;
import io.treeline.storage.StoreSettings.AckAfter;
import io.treeline.storage.StoreSettings.Compression;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// What a durable span costs in the store: 1.5 KB spans, 400 a group commit, in chunks of different
/// sizes. Compare `cpuMicros` (all threads of the process, flushes and compactions included)
/// divided by `spans`, not the time of an operation, which is mostly the disk's.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 8)
@Measurement(iterations = 3, time = 8)
@Fork(value = 1, jvmArgs = "-Xmx256m")
@SuppressWarnings("NullAway.Init") // JMH fills parameters and calls the set-up.
public class JournalBenchmark {
  private static final int SPAN_BYTES = 1_500;
  private static final int SPANS_PER_APPEND = 400;
  private static final int PREPARED = 256;

  @Param({"100", "10"})
  private int spansPerChunk;

  @Param({"FSYNC", "WRITE"})
  private AckAfter ackAfter;

  private Path directory;
  private RocksStore store;
  private List<Chunk> prepared;
  private int next;

  /// CPU time of the whole process. JMH adds such counters up over the iterations, which a quotient
  /// would not survive.
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Cpu {
    private final OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private long start;
    private long appended;

    @Setup(Level.Iteration)
    public void start() {
      appended = 0;
      start = system.getProcessCpuTime();
    }

    public long cpuMicros() {
      return (system.getProcessCpuTime() - start) / 1_000;
    }

    public long spans() {
      return appended;
    }
  }

  @Setup
  public void open() throws IOException {
    directory = Files.createTempDirectory("treeline-bench");
    store =
        RocksStore.open(
            new StoreSettings(
                directory.resolve("store"),
                ackAfter,
                Duration.ofDays(7),
                10L << 30,
                16 << 20,
                32 << 20,
                Compression.LZ4));
    prepared = chunks();
  }

  @TearDown
  public void close() throws IOException {
    store.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }

  @Benchmark
  public long append(Cpu cpu) {
    List<Chunk> group = new ArrayList<>();
    for (int spans = 0; spans < SPANS_PER_APPEND; spans += spansPerChunk) {
      group.add(prepared.get(next));
      next = (next + 1) % prepared.size();
    }
    cpu.appended += SPANS_PER_APPEND;
    return store.journal().append(group);
  }

  private List<Chunk> chunks() {
    Random random = new Random(42);
    List<String> words = words(random);
    List<Chunk> chunks = new ArrayList<>();
    for (int i = 0; i < PREPARED; i++) {
      byte[] payload = text(random, words).getBytes(StandardCharsets.US_ASCII);
      chunks.add(
          new Chunk(
              ChunkKind.SPANS,
              new TraceId(random.nextLong(), random.nextLong()),
              payload,
              entries(random),
              1_800_000_000_000_000_000L,
              Transport.GRPC,
              ChunkDigest.of(payload)));
    }
    return chunks;
  }

  private static List<String> words(Random random) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < 1_500; i++) {
      words.add(Integer.toString(random.nextInt(1 << 24), 36) + ' ');
    }
    return words;
  }

  private String text(Random random, List<String> words) {
    StringBuilder text = new StringBuilder();
    while (text.length() < spansPerChunk * SPAN_BYTES) {
      text.append(words.get((int) (Math.abs(random.nextGaussian()) * 400) % words.size()));
    }
    text.setLength(spansPerChunk * SPAN_BYTES);
    return text.toString();
  }

  private List<ChunkEntry> entries(Random random) {
    List<ChunkEntry> entries = new ArrayList<>();
    for (int i = 0; i < spansPerChunk; i++) {
      entries.add(
          new ChunkEntry(
              random.nextLong(), 0, 1, 2, 0, i * SPAN_BYTES, SPAN_BYTES, random.nextInt()));
    }
    return entries;
  }
}

package io.treeline.processor.read;

import io.treeline.model.ingest.RefusalReason;
import io.treeline.model.store.StoreException;
import io.treeline.model.telemetry.Counter;
import io.treeline.model.telemetry.Telemetry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// The memory that all reads of raw spans and all trees assembled for readers may take together, so
/// that however many ask at once, receiving goes on. Any number of threads; first come, first
/// served.
public final class ReadBudget {
  /// What a process gives to reads, as a divisor of its heap.
  private static final int HEAP_DIVISOR = 4;

  private static final long KIB = 1024;

  /// What a span of a tree takes while it is assembled: its facts, its place, its step.
  private static final long BYTES_PER_SPAN = 2_500;

  /// A payload is read, perhaps put together from pieces, and one value of it is decoded.
  private static final int PAYLOAD_FACTOR = 3;

  private final Semaphore free;
  private final int totalKib;
  private final Duration patience;
  private final Counter refused;

  /// @param bytes all there is
  /// @param patience how long a read waits for its turn before it is refused
  public ReadBudget(long bytes, Duration patience, Telemetry telemetry) {
    totalKib = Math.toIntExact(Math.max(1, bytes / KIB));
    free = new Semaphore(totalKib, true);
    this.patience = patience;
    refused =
        telemetry.counter(
            "treeline_refused_reads_total",
            Map.of(),
            "Reads for which there was no memory in time");
  }

  /// A quarter of the heap.
  public static ReadBudget ofHeap(Telemetry telemetry) {
    return new ReadBudget(
        Runtime.getRuntime().maxMemory() / HEAP_DIVISOR, Duration.ofSeconds(5), telemetry);
  }

  /// Memory held; given back when closed.
  public interface Held extends AutoCloseable {
    @Override
    void close();
  }

  /// Waits for room to read one payload of that size.
  ///
  /// @throws StoreException if there is none in time
  Held forPayload(long bytes) {
    return take(bytes * PAYLOAD_FACTOR);
  }

  /// Waits for room to assemble a trace of so many spans, and gives it back when that is read.
  ///
  /// @throws StoreException if there is none in time
  <T> T forTree(long spans, Supplier<T> read) {
    Held held = take(spans * BYTES_PER_SPAN);
    try {
      return read.get();
    } finally {
      held.close();
    }
  }

  /// What needs more than there is at all has it alone.
  private Held take(long bytes) {
    int kib = (int) Math.min(totalKib, bytes / KIB + 1);
    try {
      if (free.tryAcquire(kib, patience.toNanos(), TimeUnit.NANOSECONDS)) {
        return () -> free.release(kib);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    refused.increment();
    throw new StoreException(
        RefusalReason.READS_BUSY,
        "other reads take all the memory there is for reading; try again");
  }
}

package io.treeline.processor.ring;

import io.treeline.model.ingest.Chunk;
import io.treeline.model.ingest.Refusal;
import io.treeline.model.ingest.RefusalReason;
import io.treeline.model.ingest.SpanBatch;
import io.treeline.model.ingest.SpanIntake;
import io.treeline.model.store.StoreException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Sends a record of our own through the ring, in order with what senders bring, and waits until it
/// is durable. Safe for any number of threads.
public final class RingAppend implements Consumer<Chunk> {
  private static final long WAIT_SECONDS = 30;

  private final SpanIntake ring;

  public RingAppend(SpanIntake ring) {
    this.ring = ring;
  }

  /// @throws StoreException if the record is not known to be durable
  @Override
  public void accept(Chunk chunk) {
    CompletableFuture<@Nullable Refusal> verdict = new CompletableFuture<>();
    Refusal refusal = ring.offer(SpanBatch.of(List.of(chunk)), verdict::complete);
    Refusal told = refusal == null ? await(verdict) : refusal;
    if (told != null) {
      throw new StoreException(told.reason(), told.message());
    }
  }

  private static @Nullable Refusal await(CompletableFuture<@Nullable Refusal> verdict) {
    try {
      return verdict.get(WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException(RefusalReason.SHUTTING_DOWN, "the server is stopping", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new StoreException(RefusalReason.STORE_FAILED, "the disk does not answer", e);
    }
  }
}

package io.treeline.receiver.admission;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The threads on which requests are decompressed, transcoded and scanned, for both protocols.
///
/// What waits for them is charged to the in-flight budget, which therefore bounds it.
public final class ScanPool implements Executor {
  /// Two at least, so that a large request does not hold up all.
  private static final int THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());

  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          THREADS, Thread.ofPlatform().daemon().name("otlp-scan-", 0).factory());

  @Override
  public void execute(Runnable work) {
    threads.execute(work);
  }

  /// Takes no more work; what waits is done.
  public void stop() {
    threads.shutdown();
  }
}

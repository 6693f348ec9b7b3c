package io.treeline.processor.view;

import io.treeline.processor.tree.CompletionSettings;
import java.time.Duration;

/// The limits and times of the core.
///
/// @param completion the assembler's own quiet times: the core has to know when to ask it again
/// @param settledStays how long a trace without running runs stays in memory untouched
/// @param maxOpenTraces most traces whose facts are in memory
/// @param maxOpenBytes most bytes these facts may take
/// @param flushInterval how long a view may be in memory only
/// @param flushBytes how many bytes of views may be in memory only
public record ViewSettings(
    CompletionSettings completion,
    Duration settledStays,
    int maxOpenTraces,
    long maxOpenBytes,
    Duration flushInterval,
    long flushBytes) {

  public static final ViewSettings DEFAULT =
      new ViewSettings(
          CompletionSettings.DEFAULT,
          Duration.ofSeconds(60),
          10_000,
          64L << 20,
          Duration.ofSeconds(5),
          8L << 20);

  /// How long timers may run at a stretch before new chunks get their turn.
  static final Duration TIMER_SLICE = Duration.ofMillis(50);

  /// When to try again what the disk refused.
  static final Duration RETRY = Duration.ofSeconds(1);

  /// How often a trace is tried to be loaded before its views are given up until its next chunk:
  /// one damaged record must not hold the cursor for ever.
  static final int MAX_LOADS = 30;

  /// Most traces whose facts left memory while a timer of theirs still runs. What is beyond is
  /// found again in the view store.
  static final int MAX_DORMANT_TRACES = 100_000;

  /// Most traces with a dropped part that are assembled again between two flushes.
  static final int MAX_STALE = 1_000;

  /// What the facts of one trace take at most, roughly: those of about 60,000 spans. What comes
  /// then is stored, but in no view; the runs have a note that says how much.
  static final long MAX_TRACE_BYTES = 48L << 20;

  /// Larger traces have their trees kept in pages; others are assembled for whoever asks for one.
  static final int MAX_UNPAGED_SPANS = 500;

  /// Unflushed views, as a multiple of `flushBytes`, at which the core takes no more chunks.
  static final int MAX_UNFLUSHED_FACTOR = 8;

  public ViewSettings withQuietTimes(Duration ended, Duration stalled, Duration abandoned) {
    CompletionSettings times = new CompletionSettings(ended, stalled, abandoned);
    return new ViewSettings(
        times, settledStays, maxOpenTraces, maxOpenBytes, flushInterval, flushBytes);
  }

  public ViewSettings withMaxOpen(int traces, long bytes) {
    return new ViewSettings(completion, settledStays, traces, bytes, flushInterval, flushBytes);
  }

  public ViewSettings withFlush(Duration interval, long bytes) {
    return new ViewSettings(completion, settledStays, maxOpenTraces, maxOpenBytes, interval, bytes);
  }
}

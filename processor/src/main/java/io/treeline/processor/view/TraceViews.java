package io.treeline.processor.view;

import io.treeline.model.AgentTree;
import io.treeline.model.Claim;
import io.treeline.model.Run;
import io.treeline.model.TraceId;
import io.treeline.model.TraceView;
import io.treeline.model.ingest.Chunk;
import io.treeline.model.ingest.ChunkKind;
import io.treeline.model.ingest.Forget;
import io.treeline.model.store.SpanReader;
import io.treeline.model.store.StoreException;
import io.treeline.processor.tree.RunStates;
import io.treeline.processor.tree.TraceTrees;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;

/// The core: turns chunks and the passing of time into changed views.
///
/// Chunks come in sequence order, each once or again ([#onChunk] skips what it has seen), so the
/// ring, the log and a recovery can feed it in turn. A trace is assembled at the end of the batch
/// that touched it, but not more often than it can afford ([Pace]); until then the cursor stays
/// behind its first unassembled chunk. One thread.
public final class TraceViews {
  private static final Comparator<Run> BY_START =
      Comparator.comparingLong(Run::startUnixNanos)
          .thenComparing((a, b) -> Long.compareUnsigned(a.id().rootSpanId(), b.id().rootSpanId()));

  private final ViewParts parts;
  private final TimeSource time;
  private final OpenTraces traces;
  private final TraceLoader loader;
  private final ViewFlusher flusher;
  private final DueTimers timers = new DueTimers();
  private final Backlog backlog = new Backlog();
  private final List<OpenTrace> touched = new ArrayList<>();
  private final StateClock stateClock;
  private final ClaimIndex claims;
  private long position;

  public TraceViews(ViewParts parts) {
    this.parts = parts;
    time = parts.time();
    traces = new OpenTraces(parts.settings().maxOpenTraces(), parts.settings().maxOpenBytes());
    loader = new TraceLoader(parts);
    flusher = new ViewFlusher(parts);
    stateClock = new StateClock(time, parts.spans());
    claims = new ClaimIndex(parts.store(), ClaimIndex.MAX_CLAIMS);
    parts.telemetry().openTraces(traces);
    parts.telemetry().repairedStrings(parts.interpreter().reader());
  }

  /// Goes on where the stored views end; to be called once, before the first chunk.
  public void resume() {
    long newest = parts.spans().lastSequence();
    position = Math.min(parts.store().cursor(), newest);
    loader.countAfter(newest);
    flusher.resume(position, time.monotonicNanos());
    if (position > 0) {
      claims.storedUntil(time.unixNanos());
    }
    takeBackOpenRuns();
    parts.live().reflects(position);
  }

  /// The sequence number of the last chunk taken.
  public long position() {
    return position;
  }

  /// Whether more chunks may come; not while the store does not take the views.
  public boolean canTake() {
    return !flusher.isBlocked();
  }

  /// Takes a chunk of the log; one taken before is skipped.
  ///
  /// @throws StoreException if the store does not answer; then the chunk is not taken
  public void onChunk(long sequence, Chunk chunk) {
    if (sequence <= position) {
      return;
    }
    if (chunk.kind() == ChunkKind.FORGET) {
      Forget.traces(chunk.payload()).forEach(trace -> forget(trace, sequence));
    }
    if (!chunk.kind().isOfTrace() || parts.spans().isForgotten(chunk.traceId())) {
      parts.telemetry().passedOver(chunk);
      stateClock.saw(chunk.arrivalUnixNanos());
      position = sequence;
      return;
    }
    OpenTrace trace = open(sequence, chunk);
    if (trace.facts != null && sequence > trace.countedUpTo) {
      loader.read(trace, trace.facts, sequence, chunk);
    }
    if (!trace.touched) {
      trace.touched = true;
      touched.add(trace);
    }
    trace.lastUsed = time.monotonicNanos();
    backlog.add(trace, sequence);
    trace.pendingSpans += chunk.entries().size();
    traces.touch(trace);
    parts.live().saw(chunk);
    stateClock.saw(chunk.arrivalUnixNanos());
    position = sequence;
  }

  /// Takes away the trace's runs, of which the store shows nothing any more.
  private void forget(TraceId traceId, long sequence) {
    OpenTrace known = traces.get(traceId);
    OpenTrace trace = new OpenTrace(traceId, sequence);
    trace.bucket = parts.spans().firstBucket();
    if (known != null) {
      backlog.done(known);
      traces.remove(known);
    }
    traces.add(trace);
    trace.stale = true;
    backlog.add(trace, sequence);
    timers.ringBy(trace, time.monotonicNanos());
  }

  /// Roughly what the facts of a trace take in memory; 0 when they are not there.
  long factsBytes(TraceId traceId) {
    OpenTrace trace = traces.get(traceId);
    return trace == null || trace.facts == null ? 0 : trace.facts.sizeBytes();
  }

  /// Leaves out what the log does not hold any more.
  public void skipTo(long sequence) {
    position = Math.max(position, sequence);
  }

  /// Does what is due: at the end of every batch, and at least every 50 ms.
  public void onTimer() {
    stateClock.tick(position);
    long now = time.monotonicNanos();
    assembleTouched(now);
    ringTimers(now, ViewSettings.TIMER_SLICE);
    if (traces.takeBackLeftOut()) {
      takeBackOpenRuns();
    }
    if (flusher.isDue(now)) {
      flush();
      takeStale(now);
    }
    parts.live().reflects(position - backlog.chunks());
  }

  /// Assembles all that waits, whatever it cost the last time.
  public void assemblePending() {
    stateClock.tick(position);
    touched.clear();
    for (List<OpenTrace> all = backlog.traces(); !all.isEmpty(); all = backlog.traces()) {
      for (OpenTrace trace : all) {
        trace.touched = false;
        assemble(trace);
      }
    }
    parts.live().reflects(position - backlog.chunks());
  }

  /// Lets every timer ring that is due, however long it takes.
  public void ringDueTimers() {
    stateClock.tick(position);
    ringTimers(time.monotonicNanos(), Duration.ofDays(1));
  }

  /// Writes what has changed and how far the views have come.
  public void flush() {
    flusher.flush(backlog.cursor(position), time.monotonicNanos());
  }

  private OpenTrace open(long sequence, Chunk chunk) {
    OpenTrace trace = traces.get(chunk.traceId());
    if (trace != null) {
      return trace;
    }
    SpanReader.Place first = parts.spans().firstChunk(chunk.traceId());
    trace = new OpenTrace(chunk.traceId(), sequence - 1);
    if (first == null || first.sequence() >= sequence) {
      trace.bucket = first == null ? OpenTrace.UNPLACED : first.bucket();
      trace.facts = loader.newFacts(chunk.traceId());
      trace.runs = loader.isReplay(sequence) ? null : List.of();
    }
    traces.add(trace);
    return trace;
  }

  private void assembleTouched(long now) {
    for (OpenTrace trace : touched) {
      trace.touched = false;
      if (trace.notBefore() <= now) {
        assemble(trace);
      } else {
        timers.ringBy(trace, trace.notBefore());
      }
    }
    touched.clear();
  }

  private void ringTimers(long start, Duration atMost) {
    long now = start;
    OpenTrace trace = timers.poll(now, traces);
    while (trace != null) {
      ring(trace, now);
      now = time.monotonicNanos();
      trace = now - start < atMost.toNanos() ? timers.poll(now, traces) : null;
    }
  }

  private void ring(OpenTrace trace, long now) {
    long due = dueAt(trace, now);
    if (due > now) {
      timers.ringBy(trace, due);
    } else if (trace.isSettled()) {
      traces.remove(trace);
    } else {
      assemble(trace);
    }
  }

  private long dueAt(OpenTrace trace, long now) {
    if (trace.isPending()) {
      return trace.notBefore();
    }
    if (trace.isSettled()) {
      boolean stays = trace.facts != null;
      return stays ? trace.lastUsed + parts.settings().settledStays().toNanos() : now;
    }
    return Math.max(trace.notBefore(), now + stateClock.waitUntil(trace.stateDueUnixNanos));
  }

  private void assemble(OpenTrace trace) {
    long started = time.monotonicNanos();
    long startedCpu = time.cpuNanos();
    boolean failed = false;
    try {
      refresh(trace);
      trace.failedLoads = 0;
      backlog.done(trace);
    } catch (StoreException e) {
      failed = true;
      parts.failures().storeFailed("cannot load a trace", e);
      if (++trace.failedLoads >= ViewSettings.MAX_LOADS) {
        giveUp(trace, e);
      }
    } catch (RuntimeException | StackOverflowError e) {
      giveUp(trace, e);
    }
    long ended = time.monotonicNanos();
    parts.telemetry().assembled(ended - started);
    trace.assembled(ended, time.cpuNanos() - startedCpu);
    if (failed) {
      trace.failed(ended);
    }
    timers.ringBy(trace, dueAt(trace, ended));
  }

  /// Leaves the trace's views as they are until its next chunk comes.
  private void giveUp(OpenTrace trace, Throwable cause) {
    parts.failures().deadLetter(trace.countedUpTo, "cannot assemble a trace", cause);
    trace.failedLoads = 0;
    trace.stateDueUnixNanos = OpenTrace.NEVER;
    backlog.done(trace);
  }

  /// Assembles a trace and publishes its runs when they have changed.
  private void refresh(OpenTrace trace) {
    if (trace.facts != null && trace.isDropped(parts.spans().firstBucket())) {
      traces.unload(trace);
    }
    TraceFacts facts = trace.facts == null ? loader.load(trace) : trace.facts;
    trace.assembledSpans = facts.spans().size();
    List<Run> before = loader.runs(trace);
    TraceView view = view(trace, facts, before);
    List<Run> runs = view.runs();
    if (trace.stale || trace.isNews(view, before)) {
      trace.stale = false;
      parts.live().publish(view, before);
      parts.telemetry().states(runs, before);
    }
    trace.shown(view);
    trace.stateDueUnixNanos =
        RunStates.nextTransitionUnixNanos(
            parts.settings().completion(),
            runs,
            facts.lastArrivalUnixNanos(),
            stateClock.unixNanos());
    if (trace.facts != null) {
      trace.runs = runs;
    } else if (trace.isPending()) {
      trace.facts = facts;
      trace.runs = runs;
      traces.touch(trace);
    }
  }

  /// Assembles with what other traces claim; again when its own claims bring more of them. Traces
  /// that show a call of which this one's claim has changed will follow.
  private TraceView view(OpenTrace trace, TraceFacts facts, List<Run> before) {
    List<Claim> foreign = claims.foreignOf(trace.traceId);
    TraceTrees trees = trees(trace, facts, before, foreign);
    claims.replace(trace.traceId, trees.claims(), stateClock.unixNanos()).forEach(this::reassemble);
    List<Claim> known = claims.foreignOf(trace.traceId);
    if (!known.equals(foreign)) {
      trees = trees(trace, facts, before, known);
    }
    keepIfLarge(trace, facts, trees);
    List<Run> runs =
        trees.trees().stream().map(AgentTree::run).map(Run::listed).sorted(BY_START).toList();
    return new TraceView(trace.traceId, trace.bucket, runs, trees.claims(), known);
  }

  /// Readers of small traces assemble them themselves.
  private void keepIfLarge(OpenTrace trace, TraceFacts facts, TraceTrees trees) {
    if (facts.spans().size() > ViewSettings.MAX_UNPAGED_SPANS) {
      parts.trees().put(trace.traceId, trace.bucket, trees.trees());
    }
  }

  private TraceTrees trees(
      OpenTrace trace, TraceFacts facts, List<Run> before, List<Claim> foreign) {
    return parts
        .interpreter()
        .trees(
            trace.traceId,
            facts,
            before,
            foreign,
            answers(trace.traceId, facts),
            stateClock.unixNanos());
  }

  /// Facts keep as much of an answer as a list shows, except those of large traces.
  private UnaryOperator<String> answers(TraceId traceId, TraceFacts facts) {
    return facts.isLarge()
        ? new WholeAnswers(parts.spans(), parts.interpreter(), traceId, facts)
        : UnaryOperator.identity();
  }

  /// Lets a trace be assembled again although nothing of it came in. The cursor waits for it.
  private void reassemble(TraceId traceId) {
    OpenTrace known = traces.get(traceId);
    OpenTrace trace = known == null ? new OpenTrace(traceId, position) : known;
    if (known == null) {
      traces.add(trace);
    }
    backlog.add(trace, position);
    long now = time.monotonicNanos();
    timers.ringBy(trace, Math.max(now, trace.notBefore()));
  }

  /// Traces of which the store has dropped a part: after a flush, so that those it has replaced are
  /// not found again.
  private void takeStale(long now) {
    try {
      for (TraceId traceId : parts.store().staleTraces(ViewSettings.MAX_STALE)) {
        OpenTrace trace = traces.get(traceId);
        if (trace == null) {
          trace = new OpenTrace(traceId, position);
          traces.add(trace);
        }
        trace.stale = true;
        trace.stateDueUnixNanos = 0;
        timers.ringBy(trace, Math.max(now, trace.notBefore()));
      }
    } catch (StoreException e) {
      parts.failures().storeFailed("cannot list stale traces", e);
    }
  }

  /// Runs whose timers must go on although nothing of them is in memory.
  private void takeBackOpenRuns() {
    for (Run run : parts.store().openRuns()) {
      OpenTrace trace = traces.get(run.id().traceId());
      if (trace == null && traces.hasRoomForDormant()) {
        trace = new OpenTrace(run.id().traceId(), position);
        traces.add(trace);
      }
      if (trace != null && trace.facts == null) {
        trace.stateDueUnixNanos = Math.min(trace.stateDueUnixNanos, firstDue(run));
        timers.ringBy(trace, time.monotonicNanos());
      }
    }
  }

  /// The first change of state that a run may have missed.
  private long firstDue(Run run) {
    long quietSince = run.lastArrivalUnixNanos();
    return RunStates.nextTransitionUnixNanos(
        parts.settings().completion(), List.of(run), quietSince, quietSince);
  }
}

package io.treeline.processor.view;

import io.treeline.model.Claim;
import io.treeline.model.Run;
import io.treeline.model.TraceId;
import io.treeline.model.ingest.Chunk;
import io.treeline.model.store.StoredChunk;
import io.treeline.processor.facts.DialectReader;
import io.treeline.processor.facts.Excerpt;
import io.treeline.processor.facts.LogFacts;
import io.treeline.processor.facts.Output;
import io.treeline.processor.facts.SpanFacts;
import io.treeline.processor.tree.AssemblyInput;
import io.treeline.processor.tree.TraceTrees;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The pure steps from bytes to meaning: dialects read chunks, the assembler makes trees.
///
/// Holds no state of its own; safe for any number of threads when the functions are.
public final class Interpreter {
  private static final Logger LOGGER = System.getLogger(Interpreter.class.getName());

  private final Function<Chunk, List<SpanFacts>> spans;
  private final Function<Chunk, List<LogFacts>> logs;
  private final Function<AssemblyInput, TraceTrees> assembler;
  private final DialectReader reader;

  /// `spans` and `logs` answer one element per entry of the chunk, in the same order.
  public Interpreter(
      Function<Chunk, List<SpanFacts>> spans,
      Function<Chunk, List<LogFacts>> logs,
      Function<AssemblyInput, TraceTrees> assembler) {
    this(spans, logs, assembler, DialectReader.NONE);
  }

  /// `reader` reads single spans in full, for those who ask for one.
  public Interpreter(
      Function<Chunk, List<SpanFacts>> spans,
      Function<Chunk, List<LogFacts>> logs,
      Function<AssemblyInput, TraceTrees> assembler,
      DialectReader reader) {
    this.spans = spans;
    this.logs = logs;
    this.assembler = assembler;
    this.reader = reader;
  }

  /// Reads single spans with the same tables.
  public DialectReader reader() {
    return reader;
  }

  /// Adds what a chunk says to the facts of its trace. Either all of it or, when it throws, none.
  public Tally read(long sequence, Chunk chunk, TraceFacts facts) {
    return switch (chunk.kind()) {
      case SPANS -> facts.addSpans(spans.apply(chunk), sequence, chunk.arrivalUnixNanos());
      case LOG_RECORDS -> facts.addLogs(logs.apply(chunk), sequence, chunk.arrivalUnixNanos());
      case UNJOINED_LOG_RECORDS, METRICS, FORGET -> Tally.NONE;
    };
  }

  /// Like [#read], but a chunk that cannot be decoded adds nothing and is passed over in silence:
  /// for readers, after the core has recorded it.
  public void readLeniently(StoredChunk stored, TraceFacts facts) {
    try {
      read(stored.sequence(), stored.chunk(), facts);
    } catch (RuntimeException | StackOverflowError e) {
      LOGGER.log(Level.DEBUG, "a stored chunk cannot be decoded", e);
    }
  }

  /// The whole answer that an excerpt stands for, when an item of the chunk has it, else null.
  @Nullable String answer(String excerpt, Chunk chunk) {
    Stream<Output> outputs =
        switch (chunk.kind()) {
          case SPANS -> spans.apply(chunk).stream().map(SpanFacts::output);
          case LOG_RECORDS -> logs.apply(chunk).stream().map(LogFacts::output);
          case UNJOINED_LOG_RECORDS, METRICS, FORGET -> Stream.of();
        };
    return outputs
        .map(Output::text)
        .filter(text -> text != null && Excerpt.isOf(excerpt, text))
        .findFirst()
        .orElse(null);
  }

  /// The trees of a trace as of `nowUnixNanos`, their ids and revisions carried on from the runs it
  /// had before, and what it claims.
  ///
  /// @param foreign claims of other traces to its calls
  /// @param answers gives back the whole text of an excerpt
  public TraceTrees trees(
      TraceId traceId,
      TraceFacts facts,
      List<Run> previous,
      List<Claim> foreign,
      UnaryOperator<String> answers,
      long nowUnixNanos) {
    if (facts.spans().isEmpty()) {
      return TraceTrees.NOTHING;
    }
    AssemblyInput input =
        new AssemblyInput(
            traceId,
            facts.spans(),
            facts.logs(),
            nowUnixNanos,
            facts.lastArrivalUnixNanos(),
            previous,
            foreign,
            facts.isPartial(),
            facts.leftOut(),
            answers);
    return assembler.apply(input);
  }
}

package io.treeline.processor.dialect;

import io.treeline.model.ingest.Chunk;
import io.treeline.model.read.DialectInfo;
import io.treeline.processor.facts.DialectReader;
import io.treeline.processor.facts.LogFacts;
import io.treeline.processor.facts.SpanFacts;
import io.treeline.processor.facts.SpanReading;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/// Knows how every SDK spells GenAI attributes, and decodes spans and log records accordingly.
///
/// Made once from tables (`docs/dialects.md`); any thread may decode. What comes out depends on the
/// bytes alone. Bytes that make no sense give facts of kind UNKNOWN and are counted, never thrown.
public final class Dialects implements DialectReader {
  private static final String TABLES = "tables.txt";

  private final Lexicon lexicon;
  private final LongAdder repairedStrings = new LongAdder();
  private final LongAdder undecodableItems = new LongAdder();

  /// The decoder nobody is using; a thread that finds none makes its own.
  private final AtomicReference<ChunkDecoder> idle = new AtomicReference<>();

  /// A payload that an idle decoder may hold on to.
  private static final int MAX_HELD_BYTES = 1 << 20;

  private Dialects(Lexicon lexicon) {
    this.lexicon = lexicon;
  }

  /// The dialects that Treeline brings.
  public static Dialects bundled() {
    return load(List.of());
  }

  /// The bundled dialects and those of a user's own table files.
  ///
  /// @throws IllegalArgumentException if entries are wrong; the message lists them by file and line
  /// @throws UncheckedIOException if a file cannot be read
  public static Dialects load(List<Path> files) {
    LexiconBuilder builder = new LexiconBuilder();
    TableReader reader = new TableReader(builder);
    for (String table : resource(TABLES)) {
      if (!table.isBlank()) {
        reader.read(table, resource(table));
      }
    }
    for (Path file : files) {
      reader.read(file.toString(), lines(file));
    }
    List<String> problems = new ArrayList<>(reader.problems());
    problems.addAll(builder.problems());
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException("dialect tables: " + String.join("; ", problems));
    }
    return new Dialects(builder.build());
  }

  private static List<String> resource(String name) {
    try (InputStream in = Dialects.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The names of all dialects, in table order.
  public List<String> names() {
    return lexicon.dialectNames();
  }

  /// What the spans of a chunk say, one for each entry, in order.
  public List<SpanFacts> decodeSpans(Chunk chunk) {
    ChunkDecoder decoder = take();
    try {
      return decoder.spans(chunk);
    } finally {
      putBack(decoder, chunk);
    }
  }

  /// What the log records of a chunk say, one for each entry, in order.
  public List<LogFacts> decodeLogs(Chunk chunk) {
    ChunkDecoder decoder = take();
    try {
      return decoder.logs(chunk);
    } finally {
      putBack(decoder, chunk);
    }
  }

  @Override
  public List<DialectInfo> dialects() {
    return lexicon.dialects();
  }

  @Override
  public SpanReading read(SpanReading.Item span, List<SpanReading.Item> logs) {
    return new SpanViews(lexicon).read(span, logs);
  }

  /// A decoder holds on to the bytes it read last.
  private void putBack(ChunkDecoder decoder, Chunk chunk) {
    if (chunk.payload().length <= MAX_HELD_BYTES) {
      idle.set(decoder);
    }
  }

  private ChunkDecoder take() {
    ChunkDecoder decoder = idle.getAndSet(null);
    return decoder != null ? decoder : new ChunkDecoder(lexicon, repairedStrings, undecodableItems);
  }

  @Override
  public long repairedStrings() {
    return repairedStrings.sum();
  }

  /// How many spans and log records could not be decoded.
  public long undecodableItems() {
    return undecodableItems.sum();
  }
}

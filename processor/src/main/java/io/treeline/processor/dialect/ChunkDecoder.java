package io.treeline.processor.dialect;

import io.treeline.model.ingest.Chunk;
import io.treeline.model.ingest.ChunkEntry;
import io.treeline.processor.dialect.GroupReader.Group;
import io.treeline.processor.facts.LogFacts;
import io.treeline.processor.facts.SpanFacts;
import io.treeline.processor.facts.TokenBasis;
import io.treeline.processor.wire.MalformedException;
import io.treeline.processor.wire.Texts;
import io.treeline.processor.wire.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/// Decodes the items of chunks, one chunk at a time. Owned by one thread while it works.
final class ChunkDecoder {
  private final GroupReader groups;
  private final SpanDecoder spans;
  private final LogDecoder logs;
  private final LongAdder undecodableItems;

  /// Decodes one item.
  private interface Decode<T> {
    T apply(byte[] payload, ChunkEntry entry, Group group);
  }

  ChunkDecoder(Lexicon lexicon, LongAdder repairedStrings, LongAdder undecodableItems) {
    Texts texts = new Texts(repairedStrings);
    this.groups = new GroupReader(lexicon, new Values(texts), texts);
    this.spans = new SpanDecoder(lexicon, texts);
    this.logs = new LogDecoder(lexicon, texts);
    this.undecodableItems = undecodableItems;
  }

  List<SpanFacts> spans(Chunk chunk) {
    return decode(chunk, spans::decode, SpanDecoder::undecodable);
  }

  List<LogFacts> logs(Chunk chunk) {
    return decode(chunk, logs::decode, LogDecoder::undecodable);
  }

  /// How the span decoded last had its cached input counted.
  TokenBasis inputBasis() {
    return spans.inputBasis();
  }

  /// How the span decoded last had its reasoning counted.
  TokenBasis outputBasis() {
    return spans.outputBasis();
  }

  /// One fact for each entry, whatever the bytes are: what lies behind damage is undecodable.
  private <T> List<T> decode(Chunk chunk, Decode<T> decode, Function<ChunkEntry, T> undecodable) {
    byte[] payload = chunk.payload();
    List<ChunkEntry> entries = chunk.entries();
    List<T> facts = new ArrayList<>(entries.size());
    try {
      groups.read(
          payload,
          entries,
          (entry, group) -> facts.add(item(payload, entry, group, decode, undecodable)));
    } catch (MalformedException e) {
      // The frame around the items is damaged: the items not reached are undecodable, too.
    }
    while (facts.size() < entries.size()) {
      undecodableItems.increment();
      facts.add(undecodable.apply(entries.get(facts.size())));
    }
    return facts;
  }

  private <T> T item(
      byte[] payload,
      ChunkEntry entry,
      Group group,
      Decode<T> decode,
      Function<ChunkEntry, T> undecodable) {
    try {
      return decode.apply(payload, entry, group);
    } catch (MalformedException e) {
      undecodableItems.increment();
      return undecodable.apply(entry);
    }
  }
}

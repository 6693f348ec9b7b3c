package io.treeline.receiver.scan;

import io.treeline.model.TraceId;
import io.treeline.model.ingest.Chunk;
import io.treeline.model.ingest.ChunkDigest;
import io.treeline.model.ingest.ChunkEntry;
import io.treeline.model.ingest.ChunkKind;
import io.treeline.model.ingest.Refusal;
import io.treeline.model.ingest.RefusalReason;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Makes one chunk per trace of the kept items.
///
/// A request that is one trace and kept whole is its own payload. Else each trace gets a payload
/// with its items, byte for byte, in envelopes with all the fields of the received ones. Items
/// without a trace are one chunk too, under the id of its bytes.
final class ChunkBuilder {
  /// What a chunk takes beside its payload and entries.
  private static final int CHUNK_OVERHEAD_BYTES = 256;

  private final byte[] body;
  private final ChunkKind kind;
  private final ChunkKind kindWithoutTrace;
  private final Arrival arrival;
  private final ItemTable items;
  private final Envelopes envelopes;

  /// @param kindWithoutTrace what the items are that have no trace
  ChunkBuilder(
      byte[] body,
      ChunkKind kind,
      ChunkKind kindWithoutTrace,
      Arrival arrival,
      ItemTable items,
      Envelopes envelopes) {
    this.body = body;
    this.kind = kind;
    this.kindWithoutTrace = kindWithoutTrace;
    this.arrival = arrival;
    this.items = items;
    this.envelopes = envelopes;
  }

  /// The items of one trace: the last of a list linked backwards, their number, and what their
  /// payload takes at most.
  private static final class Group {
    int lastRow = -1;
    int count;
    long maxBytes;
  }

  /// The body as the only chunk.
  List<Chunk> whole() {
    ChunkEntry[] entries = new ChunkEntry[items.rows()];
    for (int row = 0; row < entries.length; row++) {
      entries[row] = items.entry(row, items.offset(row));
    }
    return List.of(chunk(items.traceId(0), body, entries));
  }

  /// A chunk per trace, in the order of their first items.
  ///
  /// @throws RefusedException if there are more than [OtlpScanner#MAX_TRACES] or no headroom for
  ///   the payloads, which repeat resources and scopes for each trace
  List<Chunk> split(Headroom headroom) throws MalformedWireException, RefusedException {
    Map<TraceId, Group> groups = group();
    long totalBytes = 0;
    long largest = 0;
    for (Group group : groups.values()) {
      totalBytes += CHUNK_OVERHEAD_BYTES + group.maxBytes;
      largest = Math.max(largest, group.maxBytes);
    }
    headroom.require(totalBytes);
    BackwardWriter out = new BackwardWriter(Math.toIntExact(largest));
    Chunk[] chunks = new Chunk[groups.size()];
    int count = 0;
    for (Map.Entry<TraceId, Group> group : groups.entrySet()) {
      chunks[count++] = rebuild(group.getKey(), group.getValue(), out);
    }
    return Arrays.asList(chunks);
  }

  private Map<TraceId, Group> group() throws MalformedWireException, RefusedException {
    Map<TraceId, Group> groups = new LinkedHashMap<>();
    Group group = new Group();
    for (int row = 0; row < items.rows(); row++) {
      if (row == 0 || !items.sameTrace(row, row - 1)) {
        group = groups.computeIfAbsent(items.traceId(row), id -> new Group());
        requireFewTraces(groups.size());
      }
      items.link(row, group.lastRow);
      group.maxBytes += items.length(row) + BackwardWriter.PREFIX_BYTES + newEnvelopeBytes(row);
      group.lastRow = row;
      group.count++;
    }
    return groups;
  }

  private static void requireFewTraces(int count) throws RefusedException {
    if (count > OtlpScanner.MAX_TRACES) {
      throw new RefusedException(
          Refusal.permanent(
              RefusalReason.TOO_MANY_ITEMS,
              "more than " + OtlpScanner.MAX_TRACES + " traces in one request"));
    }
  }

  private long newEnvelopeBytes(int row) throws MalformedWireException {
    long bytes = 0;
    if (opensScope(row)) {
      bytes += envelopes.header(scope(row)).length + BackwardWriter.PREFIX_BYTES;
    }
    if (opensResource(row)) {
      bytes += envelopes.header(resource(row)).length + BackwardWriter.PREFIX_BYTES;
    }
    return bytes;
  }

  private Envelope scope(int row) {
    return envelopes.scope(items.scope(row));
  }

  private Envelope resource(int row) {
    return envelopes.resource(items.scope(row));
  }

  private boolean opensScope(int row) {
    int previous = items.previous(row);
    return previous < 0 || scope(previous) != scope(row);
  }

  private boolean opensResource(int row) {
    int previous = items.previous(row);
    return previous < 0 || resource(previous) != resource(row);
  }

  private Chunk rebuild(TraceId traceId, Group group, BackwardWriter out)
      throws MalformedWireException {
    out.clear();
    int scopeEnd = out.position();
    int resourceEnd = out.position();
    for (int row = group.lastRow; row >= 0; row = items.previous(row)) {
      writeItem(row, out);
      if (opensScope(row)) {
        writeHeader(scope(row), out);
        out.prefix(EnvelopeWalk.NESTED, scopeEnd);
        if (opensResource(row)) {
          writeHeader(resource(row), out);
          out.prefix(EnvelopeWalk.RESOURCES, resourceEnd);
          resourceEnd = out.position();
        }
        scopeEnd = out.position();
      }
    }
    return chunk(traceId, out.copy(), movedEntries(group, out.position()));
  }

  private void writeItem(int row, BackwardWriter out) {
    int end = out.position();
    out.bytes(body, items.offset(row), items.length(row));
    items.move(row, out.position());
    out.prefix(EnvelopeWalk.NESTED, end);
  }

  private void writeHeader(Envelope envelope, BackwardWriter out) throws MalformedWireException {
    byte[] header = envelopes.header(envelope);
    out.bytes(header, 0, header.length);
  }

  private ChunkEntry[] movedEntries(Group group, int payloadStart) {
    ChunkEntry[] entries = new ChunkEntry[group.count];
    int row = group.lastRow;
    for (int i = entries.length - 1; i >= 0; i--) {
      entries[i] = items.entry(row, items.offset(row) - payloadStart);
      row = items.previous(row);
    }
    return entries;
  }

  private Chunk chunk(TraceId traceId, byte[] payload, ChunkEntry[] entries) {
    ChunkDigest digest = ChunkDigest.of(payload);
    boolean ofTrace = !traceId.isZero();
    return new Chunk(
        ofTrace ? kind : kindWithoutTrace,
        ofTrace ? traceId : new TraceId(digest.high(), digest.low()),
        payload,
        Arrays.asList(entries),
        arrival.unixNanos(),
        arrival.transport(),
        digest);
  }
}

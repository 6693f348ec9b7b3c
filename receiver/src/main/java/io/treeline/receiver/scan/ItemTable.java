package io.treeline.receiver.scan;

import io.treeline.model.TraceId;
import io.treeline.model.ingest.ChunkEntry;
import java.util.Arrays;

/// The kept items of one request in order of arrival, one row of numbers each.
///
/// Numbers in one array instead of an object per item: a request may hold a million of them.
final class ItemTable {
  private static final int TRACE_HIGH = 0;
  private static final int TRACE_LOW = 1;
  private static final int SPAN_ID = 2;
  private static final int PARENT = 3;
  private static final int START = 4;
  private static final int END = 5;
  private static final int FLAGS_DIGEST = 6;
  private static final int OFFSET_LENGTH = 7;
  private static final int SCOPE_PREVIOUS = 8;
  private static final int COLUMNS = 9;
  private static final int USUAL_ITEM_BYTES = 512;

  /// What a kept item takes beside its bytes: a row here and a ChunkEntry.
  private static final int ITEM_OVERHEAD_BYTES = COLUMNS * Long.BYTES + 64;

  private final int bodyBytes;
  private final Headroom headroom;
  private long[] cells;
  private int rows;
  private boolean oneTrace = true;

  ItemTable(int bodyBytes, Headroom headroom) {
    this.bodyBytes = bodyBytes;
    this.headroom = headroom;
    this.cells = new long[COLUMNS * (4 + bodyBytes / USUAL_ITEM_BYTES)];
  }

  void add(Ids ids, long start, long end, int flags, int offset, int length)
      throws RefusedException {
    if (COLUMNS * (rows + 1) > cells.length) {
      grow();
    }
    int at = COLUMNS * rows++;
    cells[at + TRACE_HIGH] = ids.traceHigh;
    cells[at + TRACE_LOW] = ids.traceLow;
    cells[at + SPAN_ID] = ids.spanId;
    cells[at + PARENT] = ids.parentSpanId;
    cells[at + START] = start;
    cells[at + END] = end;
    cells[at + FLAGS_DIGEST] = pair(flags, 0);
    cells[at + OFFSET_LENGTH] = pair(offset, length);
    oneTrace &= ids.traceHigh == cells[TRACE_HIGH] && ids.traceLow == cells[TRACE_LOW];
  }

  /// Half the body is what rows may take for nothing; more, by very small items, needs leave.
  private void grow() throws RefusedException {
    long overhead = 2L * rows * ITEM_OVERHEAD_BYTES - bodyBytes / 2;
    headroom.require(bodyBytes + Math.max(0, overhead));
    cells = Arrays.copyOf(cells, 2 * cells.length);
  }

  /// Completes the last row.
  void place(int scope, int digest) {
    int at = COLUMNS * (rows - 1);
    cells[at + FLAGS_DIGEST] = pair(high(cells[at + FLAGS_DIGEST]), digest);
    cells[at + SCOPE_PREVIOUS] = pair(scope, -1);
  }

  int rows() {
    return rows;
  }

  /// Whether all rows are of one trace.
  boolean oneTrace() {
    return oneTrace;
  }

  TraceId traceId(int row) {
    return new TraceId(cells[COLUMNS * row + TRACE_HIGH], cells[COLUMNS * row + TRACE_LOW]);
  }

  boolean sameTrace(int row, int other) {
    return cells[COLUMNS * row + TRACE_HIGH] == cells[COLUMNS * other + TRACE_HIGH]
        && cells[COLUMNS * row + TRACE_LOW] == cells[COLUMNS * other + TRACE_LOW];
  }

  int offset(int row) {
    return high(cells[COLUMNS * row + OFFSET_LENGTH]);
  }

  int length(int row) {
    return low(cells[COLUMNS * row + OFFSET_LENGTH]);
  }

  /// Notes that the item now lies elsewhere, in other bytes.
  void move(int row, int offset) {
    cells[COLUMNS * row + OFFSET_LENGTH] = pair(offset, length(row));
  }

  /// The number of the scope envelope.
  int scope(int row) {
    return high(cells[COLUMNS * row + SCOPE_PREVIOUS]);
  }

  /// The row before this one in the same chunk, or -1.
  int previous(int row) {
    return low(cells[COLUMNS * row + SCOPE_PREVIOUS]);
  }

  void link(int row, int previous) {
    cells[COLUMNS * row + SCOPE_PREVIOUS] = pair(scope(row), previous);
  }

  /// The entry of a row whose item now lies at `offset` of its payload.
  ChunkEntry entry(int row, int offset) {
    int at = COLUMNS * row;
    return new ChunkEntry(
        cells[at + SPAN_ID],
        cells[at + PARENT],
        cells[at + START],
        cells[at + END],
        high(cells[at + FLAGS_DIGEST]),
        offset,
        low(cells[at + OFFSET_LENGTH]),
        low(cells[at + FLAGS_DIGEST]));
  }

  private static long pair(int high, int low) {
    return (long) high << 32 | low & 0xFFFF_FFFFL;
  }

  private static int high(long pair) {
    return (int) (pair >>> 32);
  }

  private static int low(long pair) {
    return (int) pair;
  }
}

package io.treeline.receiver.scan;

/// Checks each span and notes it; a span with invalid ids is rejected alone.
///
/// Reads the fixed fields only; attributes, events and links are passed over, whatever they hold.
/// Source: opentelemetry/proto/trace/v1/trace.proto, message Span.
final class SpanVisitor implements ItemVisitor {
  private static final int TRACE_ID = WireReader.lengthTag(1);
  private static final int SPAN_ID = WireReader.lengthTag(2);
  private static final int PARENT_SPAN_ID = WireReader.lengthTag(4);
  private static final int START_TIME_UNIX_NANO = WireReader.fixed64Tag(7);
  private static final int END_TIME_UNIX_NANO = WireReader.fixed64Tag(8);
  private static final int FLAGS = WireReader.fixed32Tag(16);

  private final ItemTable items;
  private final Envelopes envelopes;
  private final Tally tally;
  private final Ids ids = new Ids();
  private long startUnixNanos;
  private long endUnixNanos;
  private int flags;

  SpanVisitor(ItemTable items, Envelopes envelopes, Tally tally) {
    this.items = items;
    this.envelopes = envelopes;
    this.tally = tally;
  }

  @Override
  public void resource(int from, int to) {
    envelopes.openResource(from, to);
  }

  @Override
  public void scope(int from, int to) {
    envelopes.openScope(from, to);
  }

  @Override
  public void item(WireReader in) throws MalformedWireException, RefusedException {
    tally.receive();
    int from = in.position();
    int to = in.limit();
    read(in);
    String problem = ids.problemOfSpan();
    if (problem != null) {
      tally.reject(problem);
      return;
    }
    items.add(ids, startUnixNanos, endUnixNanos, flags, from, to - from);
    items.place(envelopes.number(), envelopes.digest(from, to));
  }

  private void read(WireReader in) throws MalformedWireException {
    ids.clear();
    startUnixNanos = 0;
    endUnixNanos = 0;
    flags = 0;
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == TRACE_ID) {
        ids.readTraceId(in);
      } else if (tag == SPAN_ID) {
        ids.readSpanId(in);
      } else if (tag == PARENT_SPAN_ID) {
        ids.readParentSpanId(in);
      } else if (tag == START_TIME_UNIX_NANO) {
        startUnixNanos = in.fixed64();
      } else if (tag == END_TIME_UNIX_NANO) {
        endUnixNanos = in.fixed64();
      } else if (tag == FLAGS) {
        flags = in.fixed32();
      } else {
        in.skip(tag);
      }
    }
  }
}

package io.treeline.receiver.scan;

import static java.nio.charset.StandardCharsets.UTF_8;

/// Notes the log records that belong to a span and that the policy wants.
///
/// The others are counted as unjoined (no trace or span id) or unselected; the policy
/// [LogsPolicy#ALL] keeps the unjoined ones too, as of no trace. Only ids of a wrong length are an
/// error. Source: opentelemetry/proto/logs/v1/logs.proto, message LogRecord.
final class LogVisitor implements ItemVisitor {
  private static final int TIME_UNIX_NANO = WireReader.fixed64Tag(1);
  private static final int ATTRIBUTES = WireReader.lengthTag(6);
  private static final int FLAGS = WireReader.fixed32Tag(8);
  private static final int TRACE_ID = WireReader.lengthTag(9);
  private static final int SPAN_ID = WireReader.lengthTag(10);
  private static final int OBSERVED_TIME_UNIX_NANO = WireReader.fixed64Tag(11);
  private static final int EVENT_NAME = WireReader.lengthTag(12);
  private static final int KEY = WireReader.lengthTag(1);
  private static final int VALUE = WireReader.lengthTag(2);
  private static final int STRING_VALUE = WireReader.lengthTag(1);

  /// How events were named before the field of that name (logs.proto before 1.5).
  private static final byte[] EVENT_NAME_KEY = "event.name".getBytes(UTF_8);

  private final ItemTable items;
  private final Envelopes envelopes;
  private final Tally tally;
  private final LogsPolicy policy;
  private final Ids ids = new Ids();
  private long timeUnixNanos;
  private long observedUnixNanos;
  private int flags;
  private boolean genAi;

  LogVisitor(ItemTable items, Envelopes envelopes, Tally tally, LogsPolicy policy) {
    this.items = items;
    this.envelopes = envelopes;
    this.tally = tally;
    this.policy = policy;
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
    String problem = ids.problemOfLogRecord();
    if (problem != null) {
      tally.reject(problem);
    } else if (!wanted()) {
      tally.unselected++;
    } else if (ids.hasTrace() && ids.hasSpan()) {
      keep(from, to);
    } else if (policy == LogsPolicy.ALL) {
      ids.clear();
      keep(from, to);
    } else {
      tally.unjoined++;
    }
  }

  private void keep(int from, int to) throws MalformedWireException, RefusedException {
    long time = timeUnixNanos != 0 ? timeUnixNanos : observedUnixNanos;
    items.add(ids, time, time, flags, from, to - from);
    items.place(envelopes.number(), envelopes.digest(from, to));
  }

  private boolean wanted() {
    return switch (policy) {
      case ALL -> true;
      case NONE -> false;
      case GENAI -> genAi;
    };
  }

  private void read(WireReader in) throws MalformedWireException {
    ids.clear();
    timeUnixNanos = 0;
    observedUnixNanos = 0;
    flags = 0;
    genAi = false;
    while (in.hasMore()) {
      readField(in, in.tag());
    }
  }

  private void readField(WireReader in, int tag) throws MalformedWireException {
    if (tag == TRACE_ID) {
      ids.readTraceId(in);
    } else if (tag == SPAN_ID) {
      ids.readSpanId(in);
    } else if (tag == TIME_UNIX_NANO) {
      timeUnixNanos = in.fixed64();
    } else if (tag == OBSERVED_TIME_UNIX_NANO) {
      observedUnixNanos = in.fixed64();
    } else if (tag == FLAGS) {
      flags = in.fixed32();
    } else if (tag == EVENT_NAME) {
      int length = in.length();
      genAi |= GenAiWords.namesEvent(in, in.position(), in.position() + length);
      in.advance(length);
    } else if (tag == ATTRIBUTES && !genAi) {
      int outerLimit = in.enter();
      genAi = speaksOfGenAi(in);
      in.leave(outerLimit);
    } else {
      in.skip(tag);
    }
  }

  private static boolean speaksOfGenAi(WireReader in) throws MalformedWireException {
    boolean named = false;
    boolean eventKey = false;
    boolean eventValue = false;
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == KEY) {
        int length = in.length();
        int end = in.position() + length;
        named = GenAiWords.namesAttribute(in, in.position(), end);
        eventKey = in.equals(in.position(), end, EVENT_NAME_KEY);
        in.advance(length);
      } else if (tag == VALUE) {
        int outerLimit = in.enter();
        eventValue = isGenAiEventName(in);
        in.leave(outerLimit);
      } else {
        in.skip(tag);
      }
    }
    return named || eventKey && eventValue;
  }

  /// Whether an AnyValue is a string that names a GenAI event; looks at its own fields only.
  private static boolean isGenAiEventName(WireReader in) throws MalformedWireException {
    boolean names = false;
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == STRING_VALUE) {
        int length = in.length();
        names = GenAiWords.namesEvent(in, in.position(), in.position() + length);
        in.advance(length);
      } else {
        in.skip(tag);
      }
    }
    return names;
  }
}

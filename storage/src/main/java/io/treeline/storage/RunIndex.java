package io.treeline.storage;

import io.treeline.model.AgentUse;
import io.treeline.model.Run;
import io.treeline.model.RunState;
import io.treeline.model.store.RunFilter;
import io.treeline.model.store.SessionFold;
import io.treeline.storage.codec.RunCodec;
import io.treeline.storage.codec.ViewKeys;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The secondary indexes over runs: which rows a run has, and which index answers a filter best.
///
/// Rows are written once for each distinct value of a run. The letter of an index is stored and
/// never reused.
enum RunIndex {
  SESSION('s'),
  USER('u'),
  AGENT('a'),
  MODEL('m'),
  TOOL('l'),
  SERVICE('v'),
  TAG('g'),
  ERROR('e'),
  OPEN('o'),
  TIME('t');

  private static final byte[] NOTHING = {};
  private static final String NO_VALUE = "";

  private final char letter;

  RunIndex(char letter) {
    this.letter = letter;
  }

  char letter() {
    return letter;
  }

  /// One index and the value looked for in it.
  record Choice(RunIndex index, String value) {
    byte[] prefix(int bucket) {
      return ViewKeys.indexOf(bucket, index.letter, value);
    }
  }

  /// All rows that a run has in a bucket: its own and those of every index.
  static Map<byte[], byte[]> rows(int bucket, Run run) {
    Map<byte[], byte[]> rows = new TreeMap<>(Arrays::compareUnsigned);
    rows.put(ViewKeys.run(bucket, run.id()), RunCodec.write(run));
    for (RunIndex index : values()) {
      byte[] value = index == SESSION ? lastActivity(run) : NOTHING;
      for (String key : index.valuesOf(run)) {
        rows.put(ViewKeys.index(bucket, index.letter, key, run.startUnixNanos(), run.id()), value);
      }
    }
    return rows;
  }

  private Collection<String> valuesOf(Run run) {
    return switch (this) {
      case SESSION -> List.of(run.context().sessionId());
      case USER -> ofNullable(run.context().userId());
      case AGENT -> run.agents().stream().map(AgentUse::name).toList();
      case MODEL -> run.metrics().models().keySet();
      case TOOL -> run.metrics().tools().keySet();
      case SERVICE -> run.context().services();
      case TAG -> run.context().tags();
      case ERROR -> run.metrics().errors() > 0 ? List.of(NO_VALUE) : List.of();
      case OPEN -> isOpen(run.state()) ? List.of(NO_VALUE) : List.of();
      case TIME -> List.of(NO_VALUE);
    };
  }

  /// The index that leaves the fewest runs for this filter to look at.
  static Choice choose(RunFilter filter) {
    for (RunIndex index : values()) {
      String value = index.valueIn(filter);
      if (value != null) {
        return new Choice(index, value);
      }
    }
    throw new IllegalStateException("the index by time answers every filter");
  }

  private @Nullable String valueIn(RunFilter filter) {
    return switch (this) {
      case SESSION -> filter.session();
      case USER -> filter.user();
      case AGENT -> filter.agent();
      case MODEL -> filter.model();
      case TOOL -> filter.tool();
      case SERVICE -> filter.service();
      case TAG -> filter.tag();
      case ERROR -> Boolean.TRUE.equals(filter.error()) ? NO_VALUE : null;
      case OPEN -> filter.state() != null && isOpen(filter.state()) ? NO_VALUE : null;
      case TIME -> NO_VALUE;
    };
  }

  static Choice open() {
    return new Choice(OPEN, NO_VALUE);
  }

  static Choice session(String sessionId) {
    return new Choice(SESSION, sessionId);
  }

  /// What a row of the session index says of its member: the last activity.
  static long lastActivity(byte[] sessionRow) {
    return ByteBuffer.wrap(sessionRow).getLong();
  }

  private static byte[] lastActivity(Run run) {
    return ByteBuffer.allocate(Long.BYTES).putLong(SessionFold.lastActivity(run)).array();
  }

  private static boolean isOpen(RunState state) {
    return state == RunState.RUNNING || state == RunState.STALLED;
  }

  private static List<String> ofNullable(@Nullable String value) {
    return value == null ? List.of() : List.of(value);
  }
}

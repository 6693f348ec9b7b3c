package io.treeline.processor.dialect;

import io.treeline.model.ingest.ChunkEntry;
import io.treeline.processor.dialect.GroupReader.Group.ResourceValue;
import io.treeline.processor.wire.Texts;
import io.treeline.processor.wire.Values;
import io.treeline.processor.wire.Wire;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells, entry by entry, under which resource and scope an item of a chunk stands.
///
/// `TracesData` and `LogsData` have the same field numbers: 1 group { 1 resource, 2 scope group { 1
/// scope, 2 item } }. Each resource and scope is decoded once a group, and not again when the next
/// one has the same bytes, as all requests of one process have. Owned by one thread.
final class GroupReader {
  private final Lexicon lexicon;
  private final Values values;
  private final Texts texts;
  private byte[] lastResource = new byte[0];
  private List<ResourceValue> lastValues = List.of();
  private byte[] lastScope = new byte[0];
  private String lastScopeName = "";
  private long lastDialects;

  /// What the spans or log records of one resource and scope have in common.
  record Group(String scopeName, long dialects, List<ResourceValue> resource) {

    /// A field that a resource attribute gives.
    record ResourceValue(Alias alias, String value) {}
  }

  /// Takes each item of a chunk with its group.
  interface Sink {
    void accept(ChunkEntry entry, Group group);
  }

  GroupReader(Lexicon lexicon, Values values, Texts texts) {
    this.lexicon = lexicon;
    this.values = values;
    this.texts = texts;
  }

  /// Walks a payload and gives every entry that lies in it to the sink, in order.
  void read(byte[] payload, List<ChunkEntry> entries, Sink sink) {
    int entry = 0;
    Wire top = new Wire().over(payload, 0, payload.length);
    Wire middle = new Wire();
    while (top.next()) {
      if (top.field() == 1 && top.isRange()) {
        List<ResourceValue> resource = resource(payload, top.start(), top.end());
        middle.over(payload, top.start(), top.end());
        while (middle.next()) {
          if (middle.field() == 2 && middle.isRange()) {
            Group group = group(payload, middle.start(), middle.end(), resource);
            entry = give(entries, entry, middle.end(), group, sink);
          }
        }
      }
    }
  }

  private static int give(List<ChunkEntry> entries, int first, int end, Group group, Sink sink) {
    int entry = first;
    while (entry < entries.size() && entries.get(entry).offset() < end) {
      sink.accept(entries.get(entry++), group);
    }
    return entry;
  }

  private List<ResourceValue> resource(byte[] payload, int from, int to) {
    Wire wire = first(payload, from, to);
    if (wire == null) {
      return List.of();
    }
    if (!isSame(lastResource, payload, wire)) {
      lastValues = resourceValues(payload, wire.start(), wire.end());
      lastResource = Arrays.copyOfRange(payload, wire.start(), wire.end());
    }
    return lastValues;
  }

  private Group group(byte[] payload, int from, int to, List<ResourceValue> resource) {
    Wire wire = first(payload, from, to);
    if (wire == null) {
      return new Group("", 0, resource);
    }
    if (!isSame(lastScope, payload, wire)) {
      Wire scope = first(payload, wire.start(), wire.end());
      lastScopeName = scope == null ? "" : texts.text(payload, scope.start(), scope.end());
      lastDialects = lexicon.dialectsOfScope(lastScopeName);
      lastScope = Arrays.copyOfRange(payload, wire.start(), wire.end());
    }
    return new Group(lastScopeName, lastDialects, resource);
  }

  /// A cursor that stands on the first field 1 of a message, or null.
  private static @Nullable Wire first(byte[] payload, int from, int to) {
    Wire wire = new Wire().over(payload, from, to);
    while (wire.next()) {
      if (wire.field() == 1 && wire.isRange()) {
        return wire;
      }
    }
    return null;
  }

  private static boolean isSame(byte[] known, byte[] payload, Wire wire) {
    return known.length > 0
        && Arrays.equals(known, 0, known.length, payload, wire.start(), wire.end());
  }

  private List<ResourceValue> resourceValues(byte[] payload, int from, int to) {
    List<ResourceValue> found = new ArrayList<>();
    Wire wire = new Wire().over(payload, from, to);
    Wire keyValue = new Wire();
    while (wire.next()) {
      if (wire.field() == 1 && wire.isRange()) {
        addResourceValue(payload, keyValue.over(payload, wire.start(), wire.end()), found);
      }
    }
    return List.copyOf(found);
  }

  private void addResourceValue(byte[] payload, Wire keyValue, List<ResourceValue> found) {
    KeyRule rule = null;
    String value = null;
    while (keyValue.next()) {
      if (keyValue.field() == 1 && keyValue.isRange()) {
        rule = lexicon.resourceKeys.find(payload, keyValue.start(), keyValue.end());
      } else if (keyValue.field() == 2 && keyValue.isRange()) {
        value = values.text(payload, keyValue.start(), keyValue.end());
      }
    }
    if (rule != null && value != null) {
      for (Alias alias : rule.aliases) {
        found.add(new ResourceValue(alias, value));
      }
    }
  }
}

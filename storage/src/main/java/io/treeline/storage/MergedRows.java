package io.treeline.storage;

import io.treeline.storage.codec.Keys;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// The same kind of `view` rows of all buckets, merged by what follows their bucket's prefix; of
/// equal ones the older bucket comes first. Of one thread, closed before its snapshot.
final class MergedRows implements AutoCloseable {
  private final List<RowCursor> cursors = new ArrayList<>();
  private final PriorityQueue<Source> sources = new PriorityQueue<>();
  private @Nullable Source current;

  /// One bucket's rows; the prefix is the same length in every bucket.
  private record Source(RowCursor cursor, int prefixBytes) implements Comparable<Source> {
    @Override
    public int compareTo(Source other) {
      byte[] mine = cursor.key();
      byte[] theirs = other.cursor.key();
      int byPosition =
          Arrays.compareUnsigned(
              mine, prefixBytes, mine.length, theirs, other.prefixBytes, theirs.length);
      return byPosition != 0
          ? byPosition
          : Integer.compareUnsigned(Keys.firstBucket(mine), Keys.firstBucket(theirs));
    }
  }

  /// @param from where to begin behind each prefix
  MergedRows(StoreSnapshot snapshot, IntFunction<byte[]> prefixOfBucket, byte[] from) {
    for (int bucket : buckets(snapshot)) {
      byte[] prefix = prefixOfBucket.apply(bucket);
      RowCursor cursor = snapshot.rows(Family.VIEW, prefix);
      cursors.add(cursor);
      if (from.length > 0) {
        cursor.seek(concat(prefix, from));
      }
      if (cursor.isValid()) {
        sources.add(new Source(cursor, prefix.length));
      }
    }
    current = sources.poll();
  }

  /// The buckets that have views, found by skipping from one to the next.
  static List<Integer> buckets(StoreSnapshot snapshot) {
    List<Integer> buckets = new ArrayList<>();
    try (RowCursor rows = snapshot.rows(Family.VIEW, new byte[0])) {
      rows.seek(Keys.firstOf(snapshot.lowWater().bucket()));
      while (rows.isValid()) {
        int bucket = Keys.firstBucket(rows.key());
        buckets.add(bucket);
        rows.seek(Keys.firstOf(bucket + 1));
      }
    }
    return buckets;
  }

  boolean isValid() {
    return current != null;
  }

  byte[] key() {
    return source().cursor.key();
  }

  int bucket() {
    return Keys.firstBucket(key());
  }

  /// What follows the prefix of the current row.
  byte[] position() {
    byte[] key = key();
    return Arrays.copyOfRange(key, source().prefixBytes, key.length);
  }

  void next() {
    Source moved = source();
    moved.cursor.next();
    if (moved.cursor.isValid()) {
      sources.add(moved);
    }
    current = sources.poll();
  }

  private Source source() {
    if (current == null) {
      throw new IllegalStateException("no row");
    }
    return current;
  }

  private static byte[] concat(byte[] prefix, byte[] rest) {
    byte[] key = Arrays.copyOf(prefix, prefix.length + rest.length);
    System.arraycopy(rest, 0, key, prefix.length, rest.length);
    return key;
  }

  @Override
  public void close() {
    cursors.forEach(RowCursor::close);
  }
}

package io.treeline.model.ingest;

import java.util.Arrays;
import java.util.List;

/// Places in the large items of a payload by which repeated bytes are found again, wherever they
/// lie: where the rolling hash over the last [#WINDOW_BYTES] bytes has six zero bits, about every
/// 64 bytes. Made on receiver threads, used by the journal; nothing of it is stored.
///
/// The hash is the gear hash of content-defined chunking (Xia et al., "Ddelta", 2014).
public final class Landmarks {
  /// How many bytes a landmark stands for: those before its end.
  public static final int WINDOW_BYTES = 32;

  /// Items from this size on have landmarks; smaller ones are not looked at.
  public static final int LARGE_ITEM_BYTES = 4 << 10;

  /// Most landmarks of one payload; what comes behind the last one is stored as it is.
  public static final int MAX_COUNT = 1 << 17;

  public static final Landmarks NONE = new Landmarks(new int[0], new int[0]);

  /// Two landmarks are at least this far apart, so that monotonous bytes do not make one of each.
  private static final int MIN_DISTANCE_BYTES = 32;

  /// A byte has left the hash after 32 more, each of which shifts it by two bits.
  private static final int SHIFT = 2;

  private static final int SELECTING_SHIFT = 58;
  private static final int PRINT_SHIFT = SELECTING_SHIFT - Integer.SIZE;
  private static final long SEED = 0x7265_7065_6174_7301L;
  private static final long[] GEAR = gear();

  private final int[] ends;
  private final int[] prints;

  private Landmarks(int[] ends, int[] prints) {
    this.ends = ends;
    this.prints = prints;
  }

  /// The landmarks of a payload whose items are in payload order.
  public static Landmarks of(byte[] payload, List<ChunkEntry> entries) {
    Landmarks found = NONE;
    int count = 0;
    for (ChunkEntry entry : entries) {
      if (entry.length() >= LARGE_ITEM_BYTES && count < MAX_COUNT) {
        found = found.withRoomFor(count + entry.length() / MIN_DISTANCE_BYTES);
        count = found.scan(payload, entry.offset(), entry.offset() + entry.length(), count);
      }
    }
    return count == 0
        ? NONE
        : new Landmarks(Arrays.copyOf(found.ends, count), Arrays.copyOf(found.prints, count));
  }

  private Landmarks withRoomFor(int count) {
    int room = Math.min(MAX_COUNT, count);
    return room <= ends.length
        ? this
        : new Landmarks(Arrays.copyOf(ends, room), Arrays.copyOf(prints, room));
  }

  private int scan(byte[] payload, int from, int to, int countBefore) {
    int count = countBefore;
    long hash = 0;
    int next = from + WINDOW_BYTES;
    for (int i = from; i < to; i++) {
      hash = (hash << SHIFT) + GEAR[payload[i] & 0xFF];
      if (hash >>> SELECTING_SHIFT == 0 && i + 1 >= next && count < ends.length) {
        ends[count] = i + 1;
        prints[count++] = (int) (hash >>> PRINT_SHIFT);
        next = i + 1 + MIN_DISTANCE_BYTES;
      }
    }
    return count;
  }

  public int count() {
    return ends.length;
  }

  /// The position behind the bytes of a landmark; these grow.
  public int end(int index) {
    return ends[index];
  }

  /// A hash of the bytes before its end. Equal ones mean equal bytes only after a comparison.
  public int print(int index) {
    return prints[index];
  }

  /// Random numbers, none of which makes a run of its byte a row of landmarks.
  private static long[] gear() {
    long[] gear = new long[256];
    long state = SEED;
    for (int i = 0; i < gear.length; i++) {
      do {
        state += 0x9E37_79B9_7F4A_7C15L;
        gear[i] = mix(state);
      } while (afterRunOf(gear[i]) >>> SELECTING_SHIFT == 0);
    }
    return gear;
  }

  private static long afterRunOf(long gear) {
    long hash = 0;
    for (int i = 0; i < WINDOW_BYTES; i++) {
      hash = (hash << SHIFT) + gear;
    }
    return hash;
  }

  /// SplitMix64 (Steele et al., 2014).
  private static long mix(long state) {
    long z = (state ^ state >>> 30) * 0xBF58_476D_1CE4_E5B9L;
    z = (z ^ z >>> 27) * 0x94D0_49BB_1331_11EBL;
    return z ^ z >>> 31;
  }
}

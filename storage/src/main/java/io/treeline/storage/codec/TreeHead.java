package io.treeline.storage.codec;

import io.treeline.model.Run;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/// The head of a tree in the `tree` column family: version 1 · steps 4 · digest 8 of each page ·
/// run (the value of its `view` row, with the final answer in full). Every page but the last has
/// [#PAGE_STEPS] steps.
public record TreeHead(Run run, int steps, long[] digests) {
  /// How many steps a page has: about 20 KB, most of it texts that compress well.
  public static final int PAGE_STEPS = 200;

  private static final byte VERSION = 1;
  private static final int FIXED_BYTES = 5;
  private static final String WHAT = "head of a tree";

  public static int pages(int steps) {
    return (steps + PAGE_STEPS - 1) / PAGE_STEPS;
  }

  /// Tells pages apart: two checksums of a page's bytes.
  public static long digest(byte[] page) {
    CRC32 one = new CRC32();
    one.update(page, 0, page.length);
    CRC32C other = new CRC32C();
    other.update(page, 0, page.length);
    return one.getValue() << Integer.SIZE | other.getValue();
  }

  /// Whether a page is stored as it is.
  public boolean has(int page, long digest) {
    return page < digests.length && digests[page] == digest;
  }

  public byte[] write() {
    byte[] stored = RunCodec.write(run);
    ByteBuffer out = ByteBuffer.allocate(FIXED_BYTES + digests.length * Long.BYTES + stored.length);
    out.put(VERSION).putInt(steps);
    for (long digest : digests) {
      out.putLong(digest);
    }
    return out.put(stored).array();
  }

  public static TreeHead read(byte[] value) {
    RecordVersion.check(value.length > FIXED_BYTES, WHAT, value.length + " bytes");
    ByteBuffer in = ByteBuffer.wrap(value);
    RecordVersion.check(in.get(), VERSION, WHAT);
    int steps = in.getInt();
    long pages = steps < 0 ? Long.MAX_VALUE : pages(steps);
    RecordVersion.check(pages * Long.BYTES <= in.remaining(), WHAT, steps + " steps");
    long[] digests = new long[(int) pages];
    for (int i = 0; i < digests.length; i++) {
      digests[i] = in.getLong();
    }
    return new TreeHead(
        RunCodec.read(Arrays.copyOfRange(value, in.position(), value.length)), steps, digests);
  }
}

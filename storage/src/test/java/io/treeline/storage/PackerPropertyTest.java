package io.treeline.storage;

import io.treeline.model.ingest.Chunk;
import io.treeline.model.ingest.ChunkDigest;
import io.treeline.model.ingest.ChunkEntry;
import io.treeline.model.ingest.ChunkKind;
import io.treeline.model.ingest.Transport;
import io.treeline.testkit.SampleChunks;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever repeats wherever: what is read back is what came, byte for byte.
class PackerPropertyTest {
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 20_261_126})
  void pack_anyRepetitions_readBackByteForByte(long seed) {
    Random random = new Random(seed);
    byte[] pool = new byte[200_000];
    fill(pool, random);
    PackedRecords records = new PackedRecords(50_000 + random.nextInt(1_000_000));
    for (int i = 0; i < 40; i++) {
      records.write(chunk(random, pool));
      if (random.nextInt(15) == 0) {
        records.packer.clear();
      }
    }
  }

  /// Noise, runs of one byte, and patterns that repeat within themselves.
  private static void fill(byte[] pool, Random random) {
    for (int at = 0; at < pool.length; ) {
      int length = Math.min(pool.length - at, 1 + random.nextInt(20_000));
      int kind = random.nextInt(3);
      int period = 1 + random.nextInt(300);
      for (int i = at; i < at + length; i++) {
        pool[i] =
            switch (kind) {
              case 0 -> (byte) random.nextInt();
              case 1 -> (byte) period;
              default -> i - at < period ? (byte) random.nextInt() : pool[i - period];
            };
      }
      at += length;
    }
  }

  private static Chunk chunk(Random random, byte[] pool) {
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    List<ChunkEntry> entries = new ArrayList<>();
    int items = 1 + random.nextInt(5);
    for (int i = 0; i < items; i++) {
      append(payload, pool, random, random.nextInt(100));
      int from = payload.size();
      int parts = 1 + random.nextInt(8);
      for (int part = 0; part < parts; part++) {
        append(payload, pool, random, 1 << random.nextInt(17));
      }
      int length = payload.size() - from;
      entries.add(new ChunkEntry(i + 1, 0, 1, 2, 0, from, length, 0));
    }
    byte[] bytes = payload.toByteArray();
    return new Chunk(
        ChunkKind.SPANS,
        SampleChunks.trace(random.nextInt(3)),
        bytes,
        entries,
        SampleChunks.ARRIVAL,
        Transport.GRPC,
        new ChunkDigest(0, 0));
  }

  private static void append(ByteArrayOutputStream out, byte[] pool, Random random, int most) {
    int from = random.nextInt(pool.length);
    out.write(pool, from, Math.min(pool.length - from, random.nextInt(most + 1)));
  }
}

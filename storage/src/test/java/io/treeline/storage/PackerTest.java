package io.treeline.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.ingest.Chunk;
import io.treeline.storage.History.Shape;
import io.treeline.testkit.SampleChunks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PackerTest {
  private static final long WINDOW = 8 << 20;

  private final PackedRecords records = new PackedRecords(WINDOW);

  @ParameterizedTest
  @EnumSource
  void pack_historyOfLongMessages_takesItsUniqueBytesAndLittleMore(Shape shape) {
    assertThat(ratio(new History(2_048), shape)).isLessThan(1.2);
  }

  @ParameterizedTest
  @EnumSource
  void pack_historyOfShortMessages_takesItsUniqueBytesAndSomeMore(Shape shape) {
    assertThat(ratio(new History(800), shape)).isLessThan(1.6);
  }

  private double ratio(History history, Shape shape) {
    history.chunks(shape).forEach(records::write);
    return records.bytes() / (double) history.uniqueBytes(shape);
  }

  @Test
  void pack_smallItems_paysNothing() {
    Packer packer = records.packer;
    assertThat(packer.pack(SampleChunks.chunk(1, 50, 4_095, SampleChunks.ARRIVAL), 1, noPieces()))
        .isNull();
  }

  @Test
  void pack_bytesOfAnotherTrace_areStoredAgain() {
    Chunk chunk = SampleChunks.chunk(1, 1, 20_000, SampleChunks.ARRIVAL);
    records.write(chunk);
    records.write(SampleChunks.copyOf(chunk, 2));
    assertThat(records.bytes()).isGreaterThan(40_000);
  }

  @Test
  void pack_sameChunkAgain_costsAReference() {
    Chunk chunk = SampleChunks.chunk(1, 1, 20_000, SampleChunks.ARRIVAL);
    records.write(chunk);
    long once = records.bytes();
    records.write(chunk);
    assertThat(records.bytes() - once).isLessThan(300);
  }

  @Test
  void pack_afterClear_refersToNothingBefore() {
    Chunk chunk = SampleChunks.chunk(1, 1, 20_000, SampleChunks.ARRIVAL);
    records.write(chunk);
    records.packer.clear();
    records.write(chunk);
    assertThat(records.bytes()).isGreaterThan(40_000);
  }

  @Test
  void pack_moreThanTheWindowHolds_forgetsTheTraceLeastRecentlyWritten() {
    PackedRecords small = new PackedRecords(100_000);
    Chunk first = SampleChunks.chunk(1, 1, 40_000, SampleChunks.ARRIVAL);
    small.write(first);
    small.write(SampleChunks.chunk(2, 1, 40_000, SampleChunks.ARRIVAL));
    small.write(SampleChunks.chunk(3, 1, 40_000, SampleChunks.ARRIVAL));
    long before = small.bytes();
    small.write(first);
    assertThat(small.bytes() - before).isGreaterThan(40_000);
    before = small.bytes();
    small.write(SampleChunks.chunk(3, 1, 40_000, SampleChunks.ARRIVAL));
    assertThat(small.bytes() - before).isLessThan(300);
  }

  @Test
  void pack_itemLargerThanTheWindow_isStored() {
    PackedRecords tiny = new PackedRecords(10_000);
    tiny.write(SampleChunks.chunk(1, 2, 400_000, SampleChunks.ARRIVAL));
    assertThat(tiny.bytes()).isBetween(800_000L, 801_500L);
  }

  private static Packer.PieceSink noPieces() {
    return (sequence, index, bytes) -> {
      throw new AssertionError("a piece");
    };
  }
}

package io.treeline.storage.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.treeline.model.RunId;
import io.treeline.model.Score;
import io.treeline.model.StepHeader;
import io.treeline.model.StepKind;
import io.treeline.model.StepState;
import io.treeline.model.StepStatus;
import io.treeline.model.ToolCall;
import io.treeline.model.TraceId;
import io.treeline.model.ingest.Chunk;
import io.treeline.model.ingest.ChunkDigest;
import io.treeline.model.ingest.ChunkEntry;
import io.treeline.model.ingest.ChunkKind;
import io.treeline.model.ingest.Transport;
import io.treeline.model.store.StoreException;
import io.treeline.proto.store.v1.StoredScore;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The bytes that lie on disks. A failure here means that stores of an earlier build cannot be
/// read: add a version, do not change these.
class CodecGoldenTest {
  private static final TraceId TRACE = new TraceId(0x0102030405060708L, 0x090a0b0c0d0e0f10L);
  private static final RunId RUN = new RunId(TRACE, 0xb7ad6b7169203331L);
  private static final ChunkEntry ENTRY =
      new ChunkEntry(0x11L, 0x22L, 0x33L, 0x44L, 0x0301, 2, 1, 0xCAFEBABE);
  private static final Chunk CHUNK =
      new Chunk(
          ChunkKind.SPANS,
          TRACE,
          new byte[] {0x0a, 0x0b, 0x0c},
          List.of(ENTRY),
          0x55L,
          Transport.HTTP_JSON,
          new ChunkDigest(0x66L, 0x77L));

  @Test
  void keys_ofEveryFamily() {
    assertHex(Keys.header(), "76");
    assertHex(Keys.cursor(), "63");
    assertHex(Keys.viewCounts(), "6e");
    assertHex(Keys.lowWaterMark(), "6c");
    assertHex(Keys.retentionClock(), "74");
    assertHex(Keys.staleTrace(TRACE), "73 0102030405060708090a0b0c0d0e0f10");
    assertThat(Keys.traceOfMark(Keys.staleTrace(TRACE))).isEqualTo(TRACE);
    assertHex(Keys.bucket(0x1234), "62 00001234");
    assertHex(Keys.sequence(0x99), "0000000000000099");
    assertHex(
        Keys.trace(7, TRACE, 9), "00000007 0102030405060708090a0b0c0d0e0f10 0000000000000009");
    assertHex(Keys.traceBucket(TRACE, 7), "54 0102030405060708090a0b0c0d0e0f10 00000007");
    assertHex(Keys.partialTrace(TRACE, 7), "50 0102030405060708090a0b0c0d0e0f10 00000007");
    assertHex(Keys.sessionBucket("s456", 7), "53 0004 73343536 00000007");
    assertThat(ViewKeys.directoryOfFold(ViewKeys.sessionFold(7, "s456")))
        .isEqualTo(Keys.sessionBucket("s456", 7));
  }

  @Test
  void claimKeys_ofEveryRow() {
    String trace = "0102030405060708090a0b0c0d0e0f10";
    assertHex(ClaimKeys.claim(7, TRACE, 0x11L), "00000007 43 " + trace + " 0000000000000011");
    assertHex(
        ClaimKeys.byResponse(7, 0x99L, TRACE, 0x11L),
        "00000007 48 0000000000000099 " + trace + " 0000000000000011");
    assertHex(
        ClaimKeys.claimOf(ClaimKeys.byResponse(7, 0x99L, TRACE, 0x11L)),
        "00000007 43 " + trace + " 0000000000000011");
    assertHex(ClaimKeys.foreign(7, TRACE), "00000007 58 " + trace);
  }

  @Test
  void viewKeys_ofEveryRow() {
    assertHex(
        ViewKeys.run(7, RUN), "00000007 52 0102030405060708090a0b0c0d0e0f10 b7ad6b7169203331");
    assertHex(
        ViewKeys.index(7, 'm', "gpt-5", 1, RUN),
        "00000007 6d 0005 6770742d35 7ffffffffffffffe"
            + " 0102030405060708090a0b0c0d0e0f10 b7ad6b7169203331");
    assertHex(ViewKeys.sessionFold(7, "s456"), "00000007 46 73343536");
    assertHex(ViewKeys.activity(7, 1, "s456"), "00000007 4c 7ffffffffffffffe 73343536");
    assertHex(ViewKeys.foldOfActivity(ViewKeys.activity(7, 1, "s456")), "00000007 46 73343536");
  }

  @Test
  void treeKeys_ofEveryRow() {
    String trace = "00000007 0102030405060708090a0b0c0d0e0f10";
    assertHex(TreeKeys.head(7, TRACE, 0x11L), trace + " 48 0000000000000011");
    assertHex(TreeKeys.page(7, TRACE, 0x11L, 3), trace + " 50 0000000000000011 00000003");
  }

  @Test
  void tree_page() {
    StepHeader header =
        new StepHeader(
            0x11L,
            0x22L,
            0x33L,
            StepKind.TOOL,
            "go",
            StepState.CLOSED,
            null,
            0x44L,
            300,
            StepStatus.OK,
            null,
            null,
            2,
            null);
    byte[] page =
        StepPageCodec.write(List.of(new ToolCall(header, "go", null)), new int[] {5}, 0, 1);
    assertHex(
        page,
        "01 01 05"
            + " 00 04 544f4f4c 02 676f 06 434c4f534544 02 4f4b"
            + " 05 03 0000000000000011 0000000000000022 0000000000000033"
            + " 02 03 04 00 0000000000000044 ad02 05 00 00 02 00 03 00");
    assertThat(
            StepPageCodec.read(
                page, 0, (index, step, below) -> step.equals(new ToolCall(header, "go", null))))
        .isTrue();
  }

  @Test
  void run_score() {
    Score score = new Score("helpfulness", 0.8, "good", "ok", "LLM", 0x11L);
    StoredScore stored = ScoreCodec.write(score);
    assertHex(
        stored.toByteArray(),
        "0a0b 68656c7066756c6e657373 11 9a9999999999e93f 1a04 676f6f64 22026f6b 2a03 4c4c4d"
            + " 31 1100000000000000");
    assertThat(ScoreCodec.read(stored)).isEqualTo(score);
  }

  @Test
  void run_writtenBeforeThereWereScores_hasNone() {
    byte[] row =
        HexFormat.of()
            .parseHex("01" + "3002" + "4001" + "5a06" + "0a0173120169" + "7a06" + "320042004a00");
    assertThat(RunCodec.read(row).context().sessionId()).isEqualTo("s");
    assertThat(RunCodec.read(row).context().scores()).isEmpty();
  }

  @Test
  void keyText_tooLong_isHashed() {
    assertThat(KeyText.of("é".repeat(256))).hasSize(512);
    assertHex(
        KeyText.of("a".repeat(513)),
        "ff 02425c0f5b0dabf3d2b9115f3f7723a02ad8bcfb1534a0d231614fd42b8188f6");
  }

  @Test
  void log_chunk() {
    ByteBuffer out = ByteBuffer.allocate(LogCodec.sizeBytes(CHUNK));
    LogCodec.write(out, CHUNK, 7, new ChunkDigest(0x88L, 0x99L));
    assertThat(out.hasRemaining()).isFalse();
    assertHex(
        out.array(),
        "01 01 03 0000000000000055 00000007 0102030405060708090a0b0c0d0e0f10"
            + " 00000000000000660000000000000077 00000000000000880000000000000099 0a0b0c");
    LogRecord read = LogCodec.read(out.array());
    assertThat(read.kind()).isEqualTo(ChunkKind.SPANS);
    assertThat(read.transport()).isEqualTo(Transport.HTTP_JSON);
    assertThat(read.arrivalUnixNanos()).isEqualTo(0x55);
    assertThat(read.bucket()).isEqualTo(7);
    assertThat(read.traceId()).isEqualTo(TRACE);
    assertThat(read.digest()).isEqualTo(CHUNK.digest());
    assertThat(read.chain()).isEqualTo(new ChunkDigest(0x88L, 0x99L));
    assertThat(read.isPacked()).isFalse();
    assertThat(read.body()).isEqualTo(CHUNK.payload());
  }

  @Test
  void log_forgottenChunk() {
    String stub =
        "03 01 03 0000000000000055 00000007 0102030405060708090a0b0c0d0e0f10"
            + " 00000000000000660000000000000077 00000000000000880000000000000099";
    ByteBuffer out = ByteBuffer.allocate(LogCodec.HEADER_BYTES);
    LogCodec.writeForgotten(out, CHUNK, 7, new ChunkDigest(0x88L, 0x99L));
    assertHex(out.array(), stub);
    ByteBuffer whole = ByteBuffer.allocate(LogCodec.sizeBytes(CHUNK));
    LogCodec.write(whole, CHUNK, 7, new ChunkDigest(0x88L, 0x99L));
    assertHex(LogCodec.forgotten(whole.array()), stub);
    assertThat(LogCodec.read(out.array()).isForgotten()).isTrue();
    assertThat(LogCodec.read(out.array()).body()).isEmpty();
  }

  @Test
  void marks_ofDeletionAndRebuild() {
    assertHex(Keys.forgottenTrace(TRACE), "66 0102030405060708090a0b0c0d0e0f10");
    assertHex(Keys.erasedTrace(TRACE), "65 0102030405060708090a0b0c0d0e0f10");
    assertHex(Keys.rebuild(), "72");
    assertHex(Keys.viewsVersion(), "77");
    assertHex(new ErasedRange(3, 9).toBytes(), "01 0000000000000003 0000000000000009");
    assertThat(ErasedRange.of(new ErasedRange(3, 9).toBytes())).isEqualTo(new ErasedRange(3, 9));
    assertHex(Position.write(TRACE), "01 0102030405060708090a0b0c0d0e0f10");
    assertThat(Position.read(Position.write(TRACE))).isEqualTo(TRACE);
  }

  @Test
  void value_ofANewerVersion_saysWhatToDo() {
    byte[] newer = new ErasedRange(3, 9).toBytes();
    newer[0] = 2;
    assertThatThrownBy(() -> ErasedRange.of(newer))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("written by a newer Treeline")
        .hasMessageContaining("run the newer one");
  }

  @Test
  void log_packedChunk() {
    Packed.Writer parts = new Packed.Writer();
    parts.begin(310);
    parts.inline(new byte[] {0x0a, 0x0b, 0x0c}, 1, 2);
    parts.reference(1, 0, 200, 300);
    parts.inline(new byte[] {0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08}, 0, 8);
    byte[] packed = parts.toBytes();
    ByteBuffer out = ByteBuffer.allocate(LogCodec.HEADER_BYTES + packed.length);
    LogCodec.writePacked(out, CHUNK, packed, 7, new ChunkDigest(0x88L, 0x99L));
    assertThat(out.hasRemaining()).isFalse();
    assertHex(
        out.array(),
        "02 01 03 0000000000000055 00000007 0102030405060708090a0b0c0d0e0f10"
            + " 00000000000000660000000000000077 00000000000000880000000000000099"
            + " b602 04 0b0c d904 01 00 c801 10 0102030405060708");
    LogRecord read = LogCodec.read(out.array());
    assertThat(read.isPacked()).isTrue();
    assertThat(read.body()).isEqualTo(packed);
    assertThat(Packed.checkedLength(packed)).isEqualTo(310);
    assertHex(Keys.piecesOf(3), "0000000000300000");
    assertHex(Keys.sequence(Keys.pieceNumber(3, 5)), "0000000000300005");
  }

  @Test
  void packed_damaged_isRefused() {
    assertRefused(() -> Packed.checkedLength(new byte[] {5, 4, 1}), "cut off");
    assertRefused(() -> Packed.checkedLength(new byte[] {5, 4, 1, 2}), "do not add up");
    assertRefused(() -> Packed.checkedLength(new byte[] {5, 11, -1}), "cut off");
    assertRefused(() -> Packed.copy(new byte[9], 7, new byte[9], 0, 3), "leaves its piece");
  }

  @Test
  void trace_row() {
    ByteBuffer out = ByteBuffer.allocate(TraceCodec.sizeBytes(List.of(ENTRY)));
    TraceCodec.write(out, ChunkKind.LOG_RECORDS, List.of(ENTRY));
    assertThat(out.hasRemaining()).isFalse();
    assertHex(
        out.array(),
        "01 02 0000000000000011 0000000000000022 0000000000000033 0000000000000044"
            + " 00000301 00000002 00000001 cafebabe");
    assertThat(TraceCodec.read(out.array()))
        .isEqualTo(new TraceRow(ChunkKind.LOG_RECORDS, List.of(ENTRY)));
  }

  @Test
  void bucket_registryRow() {
    Bucket bucket =
        Bucket.opened(7, 3, 0x50, 0x60)
            .with(CHUNK, 0x80, new ChunkDigest(0xAAL, 0xBBL))
            .sealed(0x70);
    byte[] value = BucketCodec.write(bucket);
    assertHex(
        value,
        "01 02 0000000000000003 0000000000000003 0000000000000050 0000000000000055"
            + " 0000000000000033 0000000000000044 0000000000000042 0000000000000080"
            + " 0000000000000060 0000000000000070 00000000000000aa00000000000000bb");
    assertThat(BucketCodec.read(Keys.bucket(7), value)).isEqualTo(bucket);
    assertThat(BucketCodec.read(Keys.bucket(7), BucketCodec.write(bucket.dropping())))
        .isEqualTo(bucket.dropping());
  }

  @Test
  void smallRows() {
    assertHex(Cursor.write(5), "01 0000000000000005");
    assertThat(Cursor.read(Cursor.write(5))).isEqualTo(5);
    LowWaterMark mark = new LowWaterMark(9, 7, new ChunkDigest(1, 2), 3, 4, 5, 6);
    assertHex(
        mark.toBytes(),
        "01 0000000000000009 00000007 00000000000000010000000000000002 0000000000000003"
            + " 0000000000000004 0000000000000005 0000000000000006");
    assertThat(LowWaterMark.of(mark.toBytes())).isEqualTo(mark);
    assertHex(new ViewCounts(2, 1).toBytes(), "01 0000000000000002 0000000000000001");
    assertThat(ViewCounts.of(new ViewCounts(2, 1).toBytes())).isEqualTo(new ViewCounts(2, 1));
    assertHex(new DeadLetter(5, "why").toBytes(), "01 0000000000000005 776879");
    assertThat(DeadLetter.of(new DeadLetter(5, "why").toBytes()))
        .isEqualTo(new DeadLetter(5, "why"));
  }

  @Test
  void chain_twoLinks() {
    HashChain chain = new HashChain();
    ChunkDigest first = chain.next(HashChain.START, new ChunkDigest(1, 2));
    assertThat(first).isEqualTo(new ChunkDigest(0x1486b1bcba82ecd8L, 0x3606576433c6ebf0L));
    assertThat(chain.next(first, new ChunkDigest(3, 4))).isNotEqualTo(first);
  }

  @Test
  void read_anotherVersion_isRefused() {
    byte[] log = new byte[LogCodec.HEADER_BYTES];
    log[0] = 9;
    assertRefused(() -> LogCodec.read(log), "version 9");
    assertRefused(() -> TraceCodec.read(new byte[50]), "version 0");
    assertRefused(() -> BucketCodec.read(Keys.bucket(1), new byte[98]), "version 0");
    assertRefused(() -> Cursor.read(new byte[9]), "version 0");
    assertRefused(() -> RunCodec.read(new byte[1]), "version 0");
    assertRefused(() -> SessionFoldCodec.read(new byte[] {9}), "version 9");
  }

  @Test
  void read_wrongLength_isRefused() {
    assertRefused(() -> LogCodec.read(new byte[62]), "62 bytes");
    assertRefused(() -> TraceCodec.read(new byte[51]), "51 bytes");
    assertRefused(() -> BucketCodec.read(Keys.bucket(1), new byte[97]), "97 bytes");
    assertRefused(() -> Cursor.read(new byte[0]), "0 bytes");
    assertRefused(() -> RunCodec.read(new byte[0]), "0 bytes");
  }

  private static void assertRefused(Runnable read, String why) {
    assertThatThrownBy(read::run).isInstanceOf(StoreException.class).hasMessageContaining(why);
  }

  private static void assertHex(byte[] bytes, String expected) {
    assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(expected.replace(" ", ""));
  }
}

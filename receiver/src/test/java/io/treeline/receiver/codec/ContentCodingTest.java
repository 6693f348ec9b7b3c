package io.treeline.receiver.codec;

import static io.treeline.receiver.codec.CodecSamples.decode;
import static io.treeline.receiver.codec.CodecSamples.file;
import static io.treeline.receiver.codec.CodecSamples.large;
import static io.treeline.receiver.codec.CodecSamples.small;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import io.treeline.model.ingest.Refusal;
import io.treeline.model.ingest.RefusalReason;
import io.treeline.receiver.scan.Headroom;
import io.treeline.receiver.scan.RefusedException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ContentCodingTest {
  /// The window descriptor; its upper five bits are the power of two over 1 KiB.
  private static final int ZSTD_WINDOW_AT = 5;

  @ParameterizedTest
  @CsvSource({
    "GZIP, small.gzip",
    "ZSTD, large.zstd",
    "ZSTD, large.zstd-unsized",
    "ZLIB, large.zlib",
    "DEFLATE, large.zlib",
    "SNAPPY, small.snappy",
    "SNAPPY, large.snappy",
    "SNAPPY, large.x-snappy-framed",
    "SNAPPY_FRAMED, large.x-snappy-framed",
    "LZ4, small.lz4",
    "LZ4, large.lz4-linked",
    "LZ4, large.lz4-independent"
  })
  void open_whatOthersEncoded_isWhatTheyHad(ContentCoding coding, String file) throws IOException {
    byte[] expected = file.startsWith("small") ? small() : large();
    byte[] coded = file(file);

    for (int step : new int[] {1, 7, 10_000, Integer.MAX_VALUE}) {
      assertThat(decode(coding, coded, step)).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GZIP, small.gzip",
    "ZSTD, large.zstd",
    "ZSTD, large.zstd-unsized",
    "ZLIB, large.zlib",
    "SNAPPY, small.snappy",
    "LZ4, small.lz4",
    "LZ4, large.lz4-linked",
    "LZ4, large.lz4-independent"
  })
  void open_cutAnywhere_isRefused(ContentCoding coding, String file) {
    byte[] coded = file(file);
    int step = Math.max(1, coded.length / 97);
    int[] lengths = new int[1 + coded.length / step];
    Arrays.setAll(lengths, i -> i * step);
    int memberEnd = file.equals("small.gzip") ? secondMember(coded) : -1;

    for (int length : lengths) {
      if (length < coded.length && length != memberEnd) {
        assertRefused(() -> decode(coding, Arrays.copyOf(coded, length), 10_000));
      }
    }
    assertRefused(() -> decode(coding, Arrays.copyOf(coded, coded.length - 1), 10_000));
  }

  private static int secondMember(byte[] gzip) {
    for (int i = 2; i < gzip.length; i++) {
      if (gzip[i] == 0x1F && (gzip[i + 1] & 0xFF) == 0x8B && gzip[i + 2] == 8) {
        return i;
      }
    }
    throw new AssertionError("one member only");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "IDENTITY")
  void open_nothingOrText_isRefused(ContentCoding coding) {
    assertRefused(() -> decode(coding, new byte[0], 1));
    assertRefused(() -> decode(coding, "resourceSpans, in plain text".getBytes(US_ASCII), 100));
  }

  @ParameterizedTest
  @CsvSource({
    "GZIP, small.gzip, 300",
    "ZSTD, large.zstd, 3000",
    "ZLIB, large.zlib, 3000",
    "SNAPPY_FRAMED, large.x-snappy-framed, 3000",
    "LZ4, large.lz4-linked, 3000",
    "LZ4, large.lz4-independent, 3000",
    "LZ4, small.lz4, 5"
  })
  void open_oneBitTurned_isRefused(ContentCoding coding, String file, int at) {
    byte[] coded = file(file);
    coded[at] ^= 1;

    assertRefused(() -> decode(coding, coded, 10_000));
  }

  @Test
  void open_identity_isTheWireItself() throws IOException {
    assertThat(decode(ContentCoding.IDENTITY, small(), 3)).isEqualTo(small());
    assertThat(decode(ContentCoding.IDENTITY, new byte[0], 3)).isEmpty();
  }

  @Test
  void open_gzipWithEveryOptionalField_isRead() throws IOException {
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(plain)) {
      out.write(small());
    }
    byte[] data = Arrays.copyOfRange(plain.toByteArray(), 10, plain.size());
    byte[] head = HexFormat.of().parseHex("1f8b081e000000000003" + "0200abcd" + "6e00" + "6300");
    CRC32 crc = new CRC32();
    crc.update(head);
    byte[] headCrc = {(byte) crc.getValue(), (byte) (crc.getValue() >>> 8)};

    assertThat(decode(ContentCoding.GZIP, joined(head, headCrc, data), 1_000)).isEqualTo(small());
  }

  @ParameterizedTest
  @CsvSource({"GZIP, small.gzip", "LZ4, small.lz4", "SNAPPY_FRAMED, large.x-snappy-framed"})
  void open_somethingElseAfterTheEnd_isRefused(ContentCoding coding, String file) {
    assertRefused(() -> decode(coding, joined(file(file), "and more".getBytes(US_ASCII)), 1_000));
  }

  @ParameterizedTest
  @CsvSource({"GZIP, small.gzip", "LZ4, small.lz4", "ZSTD, large.zstd"})
  void open_twoStreamsInOne_isBoth(ContentCoding coding, String file) throws IOException {
    byte[] once = decode(coding, file(file), 1_000);

    assertThat(decode(coding, joined(file(file), file(file)), 1_000)).isEqualTo(joined(once, once));
  }

  @ParameterizedTest
  @CsvSource({"LZ4, small.lz4, 502a4d18", "ZSTD, large.zstd, 512a4d18"})
  void open_skippableFrames_areSkipped(ContentCoding coding, String file, String magic)
      throws IOException {
    byte[] skippable = joined(HexFormat.of().parseHex(magic + "03000000"), new byte[3]);
    byte[] coded = joined(skippable, file(file), skippable);

    assertThat(decode(coding, coded, 1_000)).isEqualTo(decode(coding, file(file), 1_000));
  }

  @Test
  void open_zstdWithTheWindowOfTheHighestLevels_isRead() throws IOException {
    byte[] content = large();
    ByteArrayOutputStream coded = new ByteArrayOutputStream();
    try (var out = new ZstdOutputStream(coded, 19)) {
      out.setLong(ZstdStream.MAX_WINDOW_LOG);
      out.write(content);
    }
    byte[] further = coded.toByteArray();
    further[ZSTD_WINDOW_AT] = (byte) (further[ZSTD_WINDOW_AT] + (1 << 3));

    assertThat(decode(ContentCoding.ZSTD, coded.toByteArray(), 1_000)).isEqualTo(content);
    assertThat(coded.toByteArray()[ZSTD_WINDOW_AT] >>> 3 & 0x1F).isEqualTo(27 - 10);
    assertRefused(() -> decode(ContentCoding.ZSTD, further, 1_000));
  }

  /// The first byte of a block of 255 bytes is that of a framed stream.
  @Test
  void open_snappyBlockThatBeginsAsAFrame_isABlock() throws IOException {
    byte[] content = Arrays.copyOf(small(), 255);
    byte[] coded = joined(HexFormat.of().parseHex("ff01" + "f0fe"), content);

    assertThat(decode(ContentCoding.SNAPPY, coded, 1_000)).isEqualTo(content);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8080808010", // a length of 33 bits
        "0401610107", // a copy from before the start
        "0401610100", // a copy from here
        "01fcffffff7f61", // literals past the end
        "02004100", // less than announced, and a literal cut short
        "0100610062" // more than announced
      })
  void open_snappyThatLies_isRefused(String hex) {
    assertRefused(() -> decode(ContentCoding.SNAPPY, HexFormat.of().parseHex(hex), 1_000));
  }

  @Test
  void open_snappyBlock_asksBeforeItTakesMemory() {
    byte[] coded = file("large.snappy");
    Headroom small =
        total ->
            total > 20_000 ? Refusal.retryable(RefusalReason.BYTES_IN_FLIGHT, "no more") : null;

    assertThatThrownBy(
            () -> ContentCoding.SNAPPY.open(new ByteArrayInputStream(coded), small).readAllBytes())
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.refusal().reason()).isEqualTo(RefusalReason.BYTES_IN_FLIGHT));
  }

  @Test
  void open_failingWire_isItsFailure() {
    InputStream wire =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw RefusedException.tooLarge("planted by the test");
          }

          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            return read();
          }
        };

    for (ContentCoding coding : ContentCoding.values()) {
      assertThatThrownBy(() -> coding.open(wire, Headroom.UNLIMITED).readAllBytes())
          .hasMessage("planted by the test");
    }
  }

  @Test
  void of_names_areThoseOfTheCollector() {
    assertThat(Stream.of("", " GZIP", "x-gzip", "X-Snappy-Framed", "br").map(ContentCoding::of))
        .containsExactly(
            ContentCoding.IDENTITY,
            ContentCoding.GZIP,
            ContentCoding.GZIP,
            ContentCoding.SNAPPY_FRAMED,
            null);
  }

  private static void assertRefused(ThrowingCallable decoding) {
    assertThatThrownBy(decoding)
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> {
              assertThat(e.refusal().reason()).isEqualTo(RefusalReason.MALFORMED);
              assertThat(e.refusal().message()).startsWith("corrupt ");
            });
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      whole.writeBytes(part);
    }
    return whole.toByteArray();
  }
}

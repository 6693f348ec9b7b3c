package io.treeline.receiver.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.treeline.model.ingest.InFlightBudget;
import io.treeline.model.ingest.RefusalReason;
import io.treeline.receiver.admission.Admission;
import io.treeline.receiver.admission.RequestBody;
import io.treeline.receiver.scan.RefusedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/// Any bytes as each coding: decoded up to the limit, or refused.
final class ContentCodingFuzzTest {
  private static final int LIMIT_BYTES = 1 << 20;
  private static final long MEMORY_BYTES = 4 << 20;

  @FuzzTest(maxDuration = "5m")
  void open_gzip_isDecodedOrRefused(byte[] coded) throws IOException {
    decode(ContentCoding.GZIP, coded);
  }

  @FuzzTest(maxDuration = "5m")
  void open_zlib_isDecodedOrRefused(byte[] coded) throws IOException {
    decode(ContentCoding.ZLIB, coded);
  }

  @FuzzTest(maxDuration = "5m")
  void open_zstd_isDecodedOrRefused(byte[] coded) throws IOException {
    decode(ContentCoding.ZSTD, coded);
  }

  @FuzzTest(maxDuration = "5m")
  void open_snappy_isDecodedOrRefused(byte[] coded) throws IOException {
    decode(ContentCoding.SNAPPY, coded);
  }

  @FuzzTest(maxDuration = "5m")
  void open_snappyFrames_areDecodedOrRefused(byte[] coded) throws IOException {
    decode(ContentCoding.SNAPPY_FRAMED, coded);
  }

  @FuzzTest(maxDuration = "5m")
  void open_lz4_isDecodedOrRefused(byte[] coded) throws IOException {
    decode(ContentCoding.LZ4, coded);
  }

  private static void decode(ContentCoding coding, byte[] coded) throws IOException {
    try (InputStream body =
        RequestBody.coded(
            new ByteArrayInputStream(coded),
            List.of(coding),
            LIMIT_BYTES,
            new Admission(new InFlightBudget(MEMORY_BYTES)).open())) {
      assertThat(RequestBody.readAll(body, 0)).hasSizeLessThanOrEqualTo(LIMIT_BYTES);
    } catch (RefusedException e) {
      assertThat(e.refusal().reason()).isIn(RefusalReason.MALFORMED, RefusalReason.TOO_LARGE);
    }
  }
}

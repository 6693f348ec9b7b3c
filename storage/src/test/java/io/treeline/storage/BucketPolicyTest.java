package io.treeline.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.storage.StoreSettings.AckAfter;
import io.treeline.storage.StoreSettings.Compression;
import io.treeline.storage.codec.Bucket;
import io.treeline.storage.codec.HashChain;
import io.treeline.testkit.SampleChunks;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BucketPolicyTest {
  private static final long HOUR = Duration.ofHours(1).toNanos();

  private final Bucket empty = Bucket.opened(1, 1, SampleChunks.ARRIVAL, SampleChunks.ARRIVAL);
  private final Bucket filled = empty.with(SampleChunks.chunk(1, 2), 0, HashChain.START);

  @Test
  void isFull_emptyBucket_never() {
    assertThat(policy(Duration.ofDays(7), 1).isFull(empty, SampleChunks.ARRIVAL + 1_000 * HOUR))
        .isFalse();
  }

  @Test
  void isFull_shortMaxAge_afterAnHourAtTheEarliest() {
    BucketPolicy policy = policy(Duration.ofHours(2), 1L << 40);
    assertThat(policy.isFull(filled, SampleChunks.ARRIVAL + HOUR - 1)).isFalse();
    assertThat(policy.isFull(filled, SampleChunks.ARRIVAL + HOUR)).isTrue();
  }

  @Test
  void isFull_longMaxAge_afterItsFortyEighthPart() {
    BucketPolicy policy = policy(Duration.ofDays(4), 1L << 40);
    assertThat(policy.isFull(filled, SampleChunks.ARRIVAL + 2 * HOUR - 1)).isFalse();
    assertThat(policy.isFull(filled, SampleChunks.ARRIVAL + 2 * HOUR)).isTrue();
  }

  @Test
  void isFull_sixteenthOfTheBytes_yes() {
    assertThat(policy(Duration.ofDays(7), 16 * filled.bytes()).isFull(filled, SampleChunks.ARRIVAL))
        .isTrue();
    assertThat(
            policy(Duration.ofDays(7), 16 * (filled.bytes() + 1))
                .isFull(filled, SampleChunks.ARRIVAL))
        .isFalse();
  }

  private static BucketPolicy policy(Duration maxAge, long maxBytes) {
    return BucketPolicy.of(
        new StoreSettings(
            Path.of("x"), AckAfter.WRITE, maxAge, maxBytes, 1 << 20, 4 << 20, Compression.LZ4));
  }
}

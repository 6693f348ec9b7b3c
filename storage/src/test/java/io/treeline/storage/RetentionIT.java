package io.treeline.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.treeline.model.Run;
import io.treeline.model.RunId;
import io.treeline.model.TraceId;
import io.treeline.model.TraceView;
import io.treeline.model.ingest.Chunk;
import io.treeline.model.ingest.ChunkDigest;
import io.treeline.model.ingest.RefusalReason;
import io.treeline.model.store.RunFilter;
import io.treeline.model.store.StoreException;
import io.treeline.model.store.StoreStats;
import io.treeline.model.store.StoredChunk;
import io.treeline.model.store.TraceIndex;
import io.treeline.storage.History.Shape;
import io.treeline.testkit.SampleChunks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole buckets go by age and bytes, and nobody sees anything of them any more. A bucket is opened
/// every three and a half hours, a forty-eighth of a week.
class RetentionIT {
  private static final Duration BUCKET = Duration.ofMinutes(7 * 24 * 60 / 48);
  private static final Duration WEEK = Duration.ofDays(7);

  @TempDir private Path root;

  private final ManualClock clock = new ManualClock();
  private RocksStore store;

  @BeforeEach
  void open() {
    store = RocksStore.open(StoreFixture.synced(root.resolve("store")), clock.clock());
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void reopen() {
    store.close();
    open();
  }

  @Test
  void pass_bucketYoungerThanMaxAge_staysWhole() {
    append(1, 1);
    passTime(BUCKET);
    append(2, 1);
    passTime(WEEK.minusSeconds(1));
    assertThat(StoreFixture.log(store.spans(), 1)).hasSize(2);
  }

  @Test
  void pass_bucketOfMaxAge_isGoneForEveryReader() {
    append(1, 2);
    append(2, 1);
    passTime(BUCKET);
    append(1, 1);
    append(3, 1);
    passTime(WEEK);
    assertDropped();
    reopen();
    assertDropped();
    try (RocksStore reader = RocksStore.openReadOnlyView(root.resolve("store"))) {
      assertThat(StoreFixture.log(reader.spans(), 1)).hasSize(2);
      assertThat(reader.views().countRuns()).isEqualTo(1);
    }
  }

  private void assertDropped() {
    assertThat(StoreFixture.log(store.spans(), 1))
        .extracting(StoredChunk::sequence)
        .containsExactly(3L, 4L);
    assertThat(store.spans().readTrace(SampleChunks.trace(2))).isEmpty();
    assertThat(store.spans().firstChunk(SampleChunks.trace(2))).isNull();
    assertThat(store.spans().readTrace(SampleChunks.trace(1))).hasSize(1);
    assertThat(bucketOf(1)).isEqualTo(2);
    assertThat(StoreFixture.traces(store.spans()))
        .extracting(TraceIndex::traceId)
        .containsExactlyInAnyOrder(SampleChunks.trace(1), SampleChunks.trace(3));
    assertThat(store.spans().isPartial(SampleChunks.trace(1))).isTrue();
    assertThat(store.spans().isPartial(SampleChunks.trace(3))).isFalse();
    assertThat(store.views().staleTraces(10)).containsExactly(SampleChunks.trace(1));
    assertThat(runs()).extracting(Run::id).containsExactly(new RunId(SampleChunks.trace(3), 1));
    assertThat(store.views().countRuns()).isEqualTo(1);
    assertThat(store.spans().firstBucket()).isEqualTo(2);
    StoreStats stats = store.spans().stats();
    assertThat(stats.buckets()).isEqualTo(1);
    assertThat(stats.chunks()).isEqualTo(2);
    assertThat(stats.dropped().buckets()).isEqualTo(1);
    assertThat(stats.dropped().chunks()).isEqualTo(2);
    assertThat(stats.dropped().untilUnixNanos()).isEqualTo(SampleChunks.ARRIVAL);
  }

  @Test
  void apply_viewOfAStaleTrace_endsItsStaleness() {
    append(1, 2);
    passTime(BUCKET);
    append(1, 1);
    passTime(WEEK);
    view(SampleChunks.trace(1), 2, 9);
    assertThat(store.views().staleTraces(10)).isEmpty();
    assertThat(store.views().countRuns()).isEqualTo(1);
    view(SampleChunks.trace(1), 1, 9);
    assertThat(store.views().runsOfTrace(SampleChunks.trace(1))).hasSize(1);
  }

  @Test
  void pass_nothingComesForLong_sealsAndDropsTheOpenBucketToo() {
    append(1, 2);
    passTime(BUCKET);
    passTime(WEEK);
    assertThat(StoreFixture.log(store.spans(), 1)).isEmpty();
    assertThat(store.spans().lastSequence()).isEqualTo(1);
    reopen();
    assertThat(store.spans().lastSequence()).isEqualTo(1);
    append(2, 1);
    assertThat(StoreFixture.log(store.spans(), 1))
        .extracting(StoredChunk::sequence, StoredChunk::bucket)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(2L, 2));
  }

  @Test
  void append_partOfATraceThatIsGone_isMarkedPartial() {
    append(1, 2);
    passTime(BUCKET);
    append(2, 1);
    passTime(WEEK);
    store.journal().append(List.of(SampleChunks.chunk(1, 2), chunkOfNow(5)));
    assertThat(store.spans().isPartial(SampleChunks.trace(1))).isTrue();
    assertThat(store.spans().isPartial(SampleChunks.trace(5))).isFalse();
    reopen();
    store.journal().append(List.of(SampleChunks.chunk(6, 2)));
    assertThat(store.spans().isPartial(SampleChunks.trace(6))).isTrue();
  }

  @Test
  void pass_clockJumpsYearsForward_dropsNothingAtOnce() {
    append(1, 1);
    passTime(BUCKET);
    append(2, 1);
    clock.jump(Duration.ofDays(70 * 365));
    passTime(Duration.ofMinutes(30));
    assertThat(StoreFixture.log(store.spans(), 1)).hasSize(2);
    reopen();
    passTime(Duration.ofMinutes(30));
    assertThat(StoreFixture.log(store.spans(), 1)).hasSize(2);
    clock.jump(Duration.ofDays(-70 * 365));
    append(3, 1);
    passTime(WEEK);
    assertThat(StoreFixture.log(store.spans(), 1))
        .extracting(StoredChunk::sequence)
        .containsExactly(3L);
  }

  @Test
  void pass_viewsHaveNotTakenABucketIn_keepsIt() {
    store.journal().append(List.of(chunkOfNow(1)));
    passTime(BUCKET);
    store.journal().append(List.of(chunkOfNow(2)));
    passTime(WEEK);
    assertThat(StoreFixture.log(store.spans(), 1)).hasSize(2);
    store.views().apply(List.of(), 1);
    store.retention().pass();
    assertThat(StoreFixture.log(store.spans(), 1)).hasSize(1);
  }

  @Test
  void readLog_bucketDroppedMeanwhile_goesOnBehindIt() {
    for (int i = 1; i <= 40; i++) {
      append(i, 1);
    }
    passTime(BUCKET);
    append(41, 1);
    List<Long> seen = new ArrayList<>();
    store
        .spans()
        .readLog(
            1,
            chunk -> {
              if (seen.isEmpty()) {
                passTime(WEEK);
              }
              return seen.add(chunk.sequence());
            });
    assertThat(seen).isSorted().startsWith(1L).endsWith(41L);
  }

  @Test
  void drop_brokenOffAnywhere_isFinishedByTheNextPass() {
    boolean broken = true;
    int breakAt = 0;
    for (; broken; breakAt++) {
      store.close();
      StoreSettings settings = StoreFixture.synced(root.resolve("broken" + breakAt));
      store = RocksStore.open(settings, clock.clock());
      for (int i = 1; i <= 5; i++) {
        append(i, 2);
      }
      passTime(BUCKET);
      append(2, 1);
      append(9, 1);
      store.close();
      broken = breaksOff(settings, breakAt);
      store = RocksStore.open(settings, clock.clock());
      passTime(WEEK);
      assertThat(StoreFixture.log(store.spans(), 1)).hasSize(2);
      assertThat(store.views().countRuns()).isEqualTo(runs().size()).isEqualTo(1);
      assertThat(store.views().countSessions()).isEqualTo(1);
      assertThat(store.views().staleTraces(9)).containsExactly(SampleChunks.trace(2));
      assertThat(store.spans().stats().dropped().chunks()).isEqualTo(5);
    }
    assertThat(breakAt).isGreaterThan(4);
  }

  /// Lets a drop of the oldest bucket fail the n-th time it wants to change views, two traces or
  /// sessions at a time; answers whether it came so far.
  private static boolean breaksOff(StoreSettings settings, int n) {
    class Broken extends ReentrantLock {
      private static final long serialVersionUID = 1L;
      private int locked;

      @Override
      public void lock() {
        super.lock();
        if (locked++ == n) {
          super.unlock();
          throw new StoreException(RefusalReason.STORE_FAILED, "broken off");
        }
      }
    }
    StoreDirectory directory = StoreDirectory.lock(settings.directory());
    try (PrimaryAccess access =
            new PrimaryAccess(directory, settings, RocksOpener.primary(directory, settings));
        StoreSnapshot snapshot = access.snapshot()) {
      RetentionClock time = new RetentionClock(StoreClock.SYSTEM, 0);
      RocksJournal journal =
          new RocksJournal(
              access, settings, time, new Quota(1L << 40), new ForgottenTraces(access));
      BucketDrop drop = new BucketDrop(access, journal, new Broken(), 2);
      drop.drop(BucketRegistry.read(snapshot).getFirst());
      return false;
    } catch (StoreException e) {
      assertThat(e).hasMessage("broken off");
      return true;
    }
  }

  @Test
  void pass_moreBytesThanTheQuota_holdsItAndKeepsTheNewest() {
    store.close();
    StoreSettings settings = StoreFixture.quota(root.resolve("quota"), 48L << 20);
    store = RocksStore.open(settings, clock.clock());
    long sequence = 0;
    for (int i = 0; i < 2_000; i++) {
      sequence = store.journal().append(List.of(SampleChunks.chunk(i, 4, 16_384, clock.wall())));
      store.views().apply(List.of(), sequence);
      if (i % 20 == 0) {
        passTime(Duration.ofSeconds(1));
        assertThat(StoreSizes.bytesOnDisk(root.resolve("quota"))).isLessThan(48L << 20);
      }
    }
    List<StoredChunk> left = StoreFixture.log(store.spans(), 1);
    assertThat(left.getLast().sequence()).isEqualTo(sequence);
    assertThat(left).hasSizeGreaterThan(200).hasSizeLessThan(700);
    assertThat(store.spans().stats().dropped().chunks()).isEqualTo(2_000 - left.size());
  }

  @Test
  void pass_conversationsInDroppedBuckets_leaveThoseInLaterOnesWhole() {
    for (Chunk chunk : new History(2_048).chunks(Shape.FLATTENED)) {
      long sequence = store.journal().append(List.of(chunk));
      store.views().apply(List.of(), sequence);
      passTime(BUCKET);
    }
    passTime(WEEK.minus(BUCKET.multipliedBy(10)));
    List<StoredChunk> left = StoreFixture.log(store.spans(), 1);
    assertThat(left).hasSizeBetween(5, 15);
    assertThat(left)
        .allSatisfy(stored ->
            assertThat(ChunkDigest.of(stored.chunk().payload()))
                .isEqualTo(stored.chunk().digest()));
  }

  @Test
  void append_quotaUsedUpAndNothingToDrop_isRefused() {
    store.close();
    store = RocksStore.open(StoreFixture.quota(root.resolve("full"), 16L << 20), clock.clock());
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 1_000; i++) {
                store.journal().append(List.of(SampleChunks.chunk(i, 4, 16_384, clock.wall())));
                passTime(Duration.ofSeconds(1));
              }
            })
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.reason()).isEqualTo(RefusalReason.DISK_FULL))
        .hasMessageContaining("max_bytes");
    store.views().apply(List.of(), store.spans().lastSequence());
    appendOnceThereIsRoom(chunkOfNow(1));
  }

  /// RocksDB unlinks the files of a dropped bucket in the background, so a pass may come too early.
  private void appendOnceThereIsRoom(Chunk chunk) {
    for (int pass = 1; ; pass++) {
      passTime(Duration.ofSeconds(1));
      try {
        store.journal().append(List.of(chunk));
        return;
      } catch (StoreException e) {
        assertThat(pass).as(e.getMessage()).isLessThan(200);
        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      }
    }
  }

  @Test
  void views_anyChangesAndDrops_countWhatIsLeft() {
    Random random = new Random(20_261_126);
    for (int round = 0; round < 120; round++) {
      append(random.nextInt(12), 1 + random.nextInt(3));
      passTime(Duration.ofMinutes(random.nextInt(600)));
      if (random.nextInt(10) == 0) {
        reopen();
      }
      List<Run> runs = runs();
      assertThat(store.views().countRuns()).as("round %d", round).isEqualTo(runs.size());
      List<String> sessions = sessions();
      assertThat(store.views().countSessions()).as("round %d", round).isEqualTo(sessions.size());
      assertThat(sessions)
          .doesNotHaveDuplicates()
          .containsExactlyInAnyOrderElementsOf(
              runs.stream().map(run -> run.context().sessionId()).distinct().toList());
    }
    assertThat(store.spans().stats().dropped().buckets()).isGreaterThan(3);
  }

  private void append(int trace, int spans) {
    long sequence = store.journal().append(List.of(chunk(trace, spans)));
    view(SampleChunks.trace(trace), bucketOf(trace), sequence);
  }

  private int bucketOf(int trace) {
    return Objects.requireNonNull(store.spans().firstChunk(SampleChunks.trace(trace))).bucket();
  }

  /// Spans of the first hours are as old as they are said to be, later ones of now.
  private Chunk chunk(int trace, int spans) {
    return SampleChunks.chunk(trace, spans, 40, clock.wall());
  }

  private Chunk chunkOfNow(int trace) {
    return SampleChunks.chunk(trace, 1, 40, clock.wall());
  }

  private void view(TraceId traceId, int bucket, long cursor) {
    Run run = new RandomRuns(new Random(traceId.low())).run(new RunId(traceId, 1));
    store.views().apply(List.of(new TraceView(traceId, bucket, List.of(run))), cursor);
  }

  /// A second at a time where it matters to the retention clock, then one pass.
  private void passTime(Duration duration) {
    clock.pass(duration);
    store.retention().pass();
  }

  private List<Run> runs() {
    List<Run> runs = new ArrayList<>();
    store.views().scanRuns(RunFilter.ALL, null, runs::add);
    return runs;
  }

  private List<String> sessions() {
    List<String> sessions = new ArrayList<>();
    store.views().scanSessions(null, (id, fold) -> sessions.add(id));
    return sessions;
  }
}

package io.treeline.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.AgentTree;
import io.treeline.model.Run;
import io.treeline.model.RunId;
import io.treeline.model.Step;
import io.treeline.model.TraceId;
import io.treeline.model.store.RunTree;
import io.treeline.storage.codec.Keys;
import io.treeline.storage.codec.TreeHead;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RocksTreeStoreIT {
  private static final TraceId TRACE = new TraceId(1, 2);
  private static final int BUCKET = 1;
  private static final int STEPS = 5 * TreeHead.PAGE_STEPS + 17;

  @TempDir Path directory;

  private final Random random = new Random(7);
  private PrimaryAccess access;
  private RocksTreeStore trees;

  @BeforeEach
  void open() {
    StoreDirectory locked = StoreDirectory.lock(directory.resolve("store"));
    StoreSettings settings = StoreFixture.quota(locked.path(), 1 << 30);
    access = new PrimaryAccess(locked, settings, RocksOpener.primary(locked, settings));
    trees = new RocksTreeStore(access, new ReentrantLock());
    try (WriteUnit unit = access.beginWrite()) {
      unit.put(Family.DIR, Keys.traceBucket(TRACE, BUCKET), new byte[0]);
      unit.commit();
    }
  }

  @AfterEach
  void close() {
    access.close();
  }

  @Test
  void tree_keptInPages_isReadFromAnyStepOn() {
    AgentTree tree = tree(1, new RandomSteps(random).tree(STEPS));
    trees.put(TRACE, BUCKET, List.of(tree));
    for (int from : new int[] {0, 1, 199, 200, 555, STEPS - 1, STEPS}) {
      assertThat(steps(from)).isEqualTo(tree.steps().subList(from, STEPS));
    }
    assertThat(this.<Run>read(all -> all.getFirst().run())).isEqualTo(tree.run());
    assertThat(this.<int[]>read(all -> below(all.getFirst()))).isEqualTo(tree.stepsBelow());
    assertThat(trees.<List<RunTree>>read(new TraceId(9, 9), all -> all)).isNull();
  }

  @Test
  void put_ofATreeThatGrewAtItsEnd_writesTheLastPagesOnly() {
    List<Step> steps = new RandomSteps(random).tree(STEPS);
    // What hangs below the top changes with every step, so the first page does.
    trees.put(TRACE, BUCKET, List.of(tree(1, steps.subList(0, STEPS - 1))));
    long before = writes();
    trees.put(TRACE, BUCKET, List.of(tree(1, steps)));
    assertThat(writes() - before).isBetween(3L, 4L);
    assertThat(steps(0)).isEqualTo(steps);
  }

  @Test
  void runs_thatAreNoMore_leaveNoRows() {
    List<Step> steps = new RandomSteps(random).tree(STEPS);
    trees.put(TRACE, BUCKET, List.of(tree(1, steps), tree(2, steps)));
    assertThat(this.<Integer>read(List::size)).isEqualTo(2);
    trees.put(TRACE, BUCKET, List.of(tree(2, steps.subList(0, 10))));
    assertThat(steps(0)).isEqualTo(steps.subList(0, 10));
    assertThat(rows()).isEqualTo(2);
    trees.put(TRACE, BUCKET, List.of());
    assertThat(rows()).isZero();
  }

  private AgentTree tree(long root, List<Step> steps) {
    Run run = new RandomRuns(new Random(root)).run(new RunId(TRACE, root));
    return new AgentTree(run, steps);
  }

  private <T> T read(Function<List<RunTree>, T> use) {
    return Objects.requireNonNull(trees.read(TRACE, use));
  }

  private List<Step> steps(int from) {
    return read(all -> {
      List<Step> steps = new ArrayList<>();
      all.getFirst().visit(from, (position, step, below) -> steps.add(step));
      return steps;
    });
  }

  private static int[] below(RunTree tree) {
    int[] below = new int[tree.size()];
    tree.visit(
        0,
        (position, step, stepsBelow) -> {
          below[position] = stepsBelow;
          return true;
        });
    return below;
  }

  private long writes() {
    try (WriteUnit unit = access.beginWrite()) {
      return unit.handle().db().getLatestSequenceNumber();
    }
  }

  private int rows() {
    int count = 0;
    try (StoreSnapshot snapshot = access.snapshot();
        RowCursor rows = snapshot.rows(Family.TREE, new byte[0])) {
      for (; rows.isValid(); rows.next()) {
        count++;
      }
    }
    return count;
  }
}

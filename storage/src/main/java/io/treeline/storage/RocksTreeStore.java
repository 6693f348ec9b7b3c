package io.treeline.storage;

import io.treeline.model.AgentTree;
import io.treeline.model.Run;
import io.treeline.model.TraceId;
import io.treeline.model.ingest.RefusalReason;
import io.treeline.model.store.RunTree;
import io.treeline.model.store.StoreException;
import io.treeline.model.store.TreeStore;
import io.treeline.storage.codec.StepPageCodec;
import io.treeline.storage.codec.TreeHead;
import io.treeline.storage.codec.TreeKeys;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The trees of large traces in `tree`. Reads are safe for any number of threads.
final class RocksTreeStore implements TreeStore {
  private static final Comparator<RunTree> BY_START =
      Comparator.comparingLong((RunTree tree) -> tree.run().startUnixNanos())
          .thenComparing(
              (a, b) -> Long.compareUnsigned(a.run().id().rootSpanId(), b.run().id().rootSpanId()));

  private final StoreAccess access;
  private final Lock changing;

  /// @param changes held by whoever changes views
  RocksTreeStore(StoreAccess access, Lock changes) {
    this.access = access;
    this.changing = changes;
  }

  @Override
  public void put(TraceId traceId, int bucket, List<AgentTree> trees) {
    changing.lock();
    try (WriteUnit unit = access.beginWrite();
        StoreSnapshot before = new StoreSnapshot(unit.handle())) {
      boolean kept =
          bucket >= before.lowWater().bucket() && !ForgottenTraces.isForgotten(before, traceId);
      if (kept) {
        replace(traceId, bucket, trees, before, unit);
        unit.commit();
      }
    } finally {
      changing.unlock();
    }
  }

  private static void replace(
      TraceId traceId, int bucket, List<AgentTree> trees, StoreSnapshot before, WriteUnit unit) {
    Map<Long, TreeHead> old = new HashMap<>();
    heads(before, bucket, traceId).forEach(head -> old.put(root(head.run()), head));
    for (AgentTree tree : trees) {
      TreeHead known = old.remove(root(tree.run()));
      TreeHead head = writePages(bucket, tree, known, unit);
      unit.put(Family.TREE, TreeKeys.head(bucket, traceId, root(head.run())), head.write());
    }
    old.values()
        .forEach(gone -> {
          deletePages(bucket, gone, 0, unit);
          unit.delete(Family.TREE, TreeKeys.head(bucket, traceId, root(gone.run())));
        });
  }

  /// Writes the pages that have changed.
  private static TreeHead writePages(
      int bucket, AgentTree tree, @Nullable TreeHead known, WriteUnit unit) {
    int steps = tree.steps().size();
    int[] below = tree.stepsBelow();
    long[] digests = new long[TreeHead.pages(steps)];
    for (int page = 0; page < digests.length; page++) {
      int from = page * TreeHead.PAGE_STEPS;
      int to = Math.min(steps, from + TreeHead.PAGE_STEPS);
      byte[] bytes = StepPageCodec.write(tree.steps(), below, from, to);
      digests[page] = TreeHead.digest(bytes);
      if (known == null || !known.has(page, digests[page])) {
        unit.put(Family.TREE, page(bucket, tree.run(), page), bytes);
      }
    }
    if (known != null) {
      deletePages(bucket, known, digests.length, unit);
    }
    return new TreeHead(tree.run(), steps, digests);
  }

  private static void deletePages(int bucket, TreeHead head, int from, WriteUnit unit) {
    for (int page = from; page < head.digests().length; page++) {
      unit.delete(Family.TREE, page(bucket, head.run(), page));
    }
  }

  private static byte[] page(int bucket, Run run, int page) {
    return TreeKeys.page(bucket, run.id().traceId(), root(run), page);
  }

  private static long root(Run run) {
    return run.id().rootSpanId();
  }

  @Override
  public <T> @Nullable T read(TraceId traceId, Function<List<RunTree>, T> use) {
    try (StoreSnapshot snapshot = access.snapshot()) {
      List<RunTree> trees = trees(snapshot, traceId);
      return trees.isEmpty() ? null : use.apply(trees);
    }
  }

  private static List<RunTree> trees(StoreSnapshot snapshot, TraceId traceId) {
    List<RunTree> trees = new ArrayList<>();
    if (ForgottenTraces.isForgotten(snapshot, traceId)) {
      return trees;
    }
    for (int bucket : Directory.bucketsOfTrace(snapshot, traceId)) {
      for (TreeHead head : heads(snapshot, bucket, traceId)) {
        trees.add(new PagedTree(snapshot, bucket, head));
      }
      if (!trees.isEmpty()) {
        break;
      }
    }
    trees.sort(BY_START);
    return trees;
  }

  private static List<TreeHead> heads(StoreSnapshot snapshot, int bucket, TraceId traceId) {
    List<TreeHead> heads = new ArrayList<>();
    try (RowCursor rows = snapshot.lookUp(Family.TREE, TreeKeys.heads(bucket, traceId))) {
      for (; rows.isValid(); rows.next()) {
        heads.add(TreeHead.read(rows.value()));
      }
    }
    return heads;
  }

  /// Reads pages of one snapshot as they are asked for.
  private record PagedTree(StoreSnapshot snapshot, int bucket, TreeHead head) implements RunTree {
    @Override
    public Run run() {
      return head.run();
    }

    @Override
    public int size() {
      return head.steps();
    }

    @Override
    public void visit(int from, StepVisitor visitor) {
      boolean more = true;
      int skipped = from % TreeHead.PAGE_STEPS;
      for (int page = from / TreeHead.PAGE_STEPS; more && page < head.digests().length; page++) {
        int first = page * TreeHead.PAGE_STEPS;
        more =
            StepPageCodec.read(
                bytes(page),
                skipped,
                (index, step, below) -> visitor.visit(first + index, step, below));
        skipped = 0;
      }
    }

    private byte[] bytes(int page) {
      byte[] bytes = snapshot.get(Family.TREE, RocksTreeStore.page(bucket, head.run(), page));
      if (bytes == null) {
        throw new StoreException(
            RefusalReason.STORE_FAILED, "a page of run " + head.run().id() + " is missing");
      }
      return bytes;
    }
  }
}

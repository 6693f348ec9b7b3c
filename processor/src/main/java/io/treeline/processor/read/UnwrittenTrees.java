package io.treeline.processor.read;

import io.treeline.model.AgentTree;
import io.treeline.model.TraceId;
import io.treeline.model.store.RunTree;
import io.treeline.model.store.TreeStore;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The trees of a store that is only read: those that would have been replaced are taken as not
/// kept, so that they are assembled anew for whoever asks.
final class UnwrittenTrees implements TreeStore {
  private final TreeStore stored;
  private final Set<TraceId> outdated = ConcurrentHashMap.newKeySet();

  UnwrittenTrees(TreeStore stored) {
    this.stored = stored;
  }

  @Override
  public void put(TraceId traceId, int bucket, List<AgentTree> trees) {
    outdated.add(traceId);
  }

  @Override
  public <T> @Nullable T read(TraceId traceId, Function<List<RunTree>, T> use) {
    return outdated.contains(traceId) ? null : stored.read(traceId, use);
  }
}

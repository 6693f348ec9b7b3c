package io.treeline.model.store;

import io.treeline.model.AgentTree;
import io.treeline.model.TraceId;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Keeps the trees of large traces in pages, so that some steps are read without the rest. Can be
/// rebuilt from the log.
///
/// `put` belongs to the assembling thread; reads are safe for any number of threads. Everything
/// throws [StoreException] when the disk does not answer.
public interface TreeStore {

  /// Replaces the trees of a trace, in one atomic batch that holds only the pages that have
  /// changed; an empty list takes them away. Durability may lag as that of views does.
  ///
  /// @param bucket where the trace's view rows live
  void put(TraceId traceId, int bucket, List<AgentTree> trees);

  /// Reads the trees of a trace, in order of start, as they were at one moment; null, and without a
  /// call of `use`, when none are kept.
  <T> @Nullable T read(TraceId traceId, Function<List<RunTree>, T> use);
}

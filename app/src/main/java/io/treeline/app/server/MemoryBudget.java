package io.treeline.app.server;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// How much memory RocksDB may take: what the container's limit leaves beside the heap and the rest
/// of the JVM, within bounds.
///
/// @param writeBufferBytes what is not flushed yet
/// @param cacheBytes blocks, indexes and filters
record MemoryBudget(long writeBufferBytes, long cacheBytes) {
  private static final long MIB = 1L << 20;

  /// Code, classes, stacks, direct buffers and what RocksDB needs for itself.
  private static final long JVM_BYTES = 128 * MIB;

  private static final long LEAST_WRITE_BUFFER_BYTES = 8 * MIB;
  private static final long MOST_WRITE_BUFFER_BYTES = 32 * MIB;
  private static final long LEAST_CACHE_BYTES = 8 * MIB;
  private static final long MOST_CACHE_BYTES = 64 * MIB;

  /// The budget of this process. The JDK answers with the limit of the container, by cgroup v1 or
  /// v2, else with the memory of the machine.
  static MemoryBudget ofThisProcess() {
    long limit =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    return of(limit, Runtime.getRuntime().maxMemory());
  }

  /// @param limitBytes what the whole process may take
  /// @param heapBytes the largest heap
  static MemoryBudget of(long limitBytes, long heapBytes) {
    long spare = limitBytes - heapBytes - JVM_BYTES;
    return new MemoryBudget(
        Math.clamp(spare / 4, LEAST_WRITE_BUFFER_BYTES, MOST_WRITE_BUFFER_BYTES),
        Math.clamp(spare / 8, LEAST_CACHE_BYTES, MOST_CACHE_BYTES));
  }
}

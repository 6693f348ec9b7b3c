package io.treeline.storage;

import io.treeline.storage.StoreSettings.Compression;
import io.treeline.storage.codec.Keys;
import io.treeline.storage.codec.ViewKeys;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksObject;
import org.rocksdb.SstPartitionerFixedPrefixFactory;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBufferManager;

/// Everything native that a database is opened with, closed together after it.
///
/// No event listeners: the Java enumeration lacks a value that RocksDB passes, and the native
/// thread that should recover from a full disk dies of it.
final class NativeOptions implements AutoCloseable {
  private static final long MIB = 1L << 20;
  private static final int BUCKET_BYTES = Integer.BYTES;
  private static final int BLOOM_BITS = 10;
  private static final int LOG_BLOCK_BYTES = 16 << 10;
  private static final int INDEX_BLOCK_BYTES = 8 << 10;

  /// Pinned: later ones make a store unreadable for older RocksDB versions.
  private static final int FORMAT_VERSION = 6;

  private static final int MAX_OPEN_FILES = 512;

  /// Ten years: see [#append()].
  private static final String NEVER_SECONDS = "315360000";

  private final Deque<RocksObject> owned = new ArrayDeque<>();
  private final StoreSettings settings;
  private final DBOptions database;
  private final List<ColumnFamilyDescriptor> families = new ArrayList<>();

  private NativeOptions(StoreSettings settings) {
    this.settings = settings;
    Cache cache =
        own(new LRUCache(settings.cacheBytes() + settings.writeBufferBytes(), 2, false, 0.3));
    this.database = own(databaseOptions(cache));
    BloomFilter bloom = own(new BloomFilter(BLOOM_BITS, false));
    SstPartitionerFixedPrefixFactory byBucket =
        own(new SstPartitionerFixedPrefixFactory(BUCKET_BYTES));
    for (Family family : Family.values()) {
      families.add(
          new ColumnFamilyDescriptor(
              family.nameBytes(), own(familyOptions(family, cache, bloom, byBucket))));
    }
  }

  /// For the one process that writes.
  static NativeOptions primary(StoreSettings settings, WALRecoveryMode recovery) {
    NativeOptions options = new NativeOptions(settings);
    options
        .database
        .setWalRecoveryMode(recovery)
        .setMaxOpenFiles(MAX_OPEN_FILES)
        .setMaxBackgroundJobs(2);
    return options;
  }

  /// For a reader beside it, which must keep open every file that the writer may delete.
  static NativeOptions secondary(StoreSettings settings) {
    NativeOptions options = new NativeOptions(settings);
    options.database.setMaxOpenFiles(-1);
    return options;
  }

  NativeOptions createIfMissing(boolean create) {
    database.setCreateIfMissing(create);
    return this;
  }

  NativeOptions createFamilies(boolean create) {
    database.setCreateMissingColumnFamilies(create);
    return this;
  }

  DBOptions database() {
    return database;
  }

  List<ColumnFamilyDescriptor> families() {
    return families;
  }

  @Override
  public void close() {
    while (!owned.isEmpty()) {
      owned.pop().close();
    }
  }

  private DBOptions databaseOptions(Cache cache) {
    return new DBOptions()
        // Without it a damaged log refuses to open families flushed at different points.
        .setAtomicFlush(true)
        .setWriteBufferManager(own(new WriteBufferManager(settings.writeBufferBytes(), cache)))
        .setMaxTotalWalSize(settings.maxWalBytes())
        .setBytesPerSync(MIB)
        .setSkipStatsUpdateOnDbOpen(true)
        .setStatsPersistPeriodSec(0)
        .setStatsDumpPeriodSec(0)
        .setInfoLogLevel(InfoLogLevel.INFO_LEVEL)
        .setMaxLogFileSize(2 * MIB)
        .setKeepLogFileNum(3)
        .setManifestPreallocationSize(MIB / 4);
  }

  private ColumnFamilyOptions familyOptions(
      Family family, Cache cache, BloomFilter bloom, SstPartitionerFixedPrefixFactory byBucket) {
    ColumnFamilyOptions options =
        (isAppended(family) ? append() : new ColumnFamilyOptions())
            .setCompressionType(codec(settings.compression()))
            .setLevelCompactionDynamicLevelBytes(true)
            // RocksDB waits for this much free space before it resumes from a full disk.
            .setWriteBufferSize(settings.writeBufferBytes() / 2)
            .setMaxWriteBufferNumber(3);
    BlockBasedTableConfig table =
        new BlockBasedTableConfig()
            .setFormatVersion(FORMAT_VERSION)
            .setBlockCache(cache)
            .setCacheIndexAndFilterBlocks(true)
            .setCacheIndexAndFilterBlocksWithHighPriority(true)
            .setPinL0FilterAndIndexBlocksInCache(true)
            .setBlockSize(INDEX_BLOCK_BYTES);
    switch (family) {
      case LOG, CONTENT -> table.setBlockSize(LOG_BLOCK_BYTES);
      case TRACE, TREE ->
          options
              .useFixedLengthPrefixExtractor(Keys.TRACE_PREFIX_BYTES)
              .setSstPartitionerFactory(byBucket);
      case DIR -> options.useCappedPrefixExtractor(Keys.DIR_TRACE_PREFIX_BYTES);
      case VIEW ->
          options
              .useCappedPrefixExtractor(ViewKeys.RUN_PREFIX_BYTES)
              .setSstPartitionerFactory(byBucket);
      case DEFAULT, DLQ -> {}
    }
    return options.setTableFormatConfig(isLookedUp(family) ? table.setFilterPolicy(bloom) : table);
  }

  /// Options of families that only grow at their end. Their files move down the levels unread; but
  /// whenever a snapshot is released, RocksDB would rewrite every file of the last level once, to
  /// drop sequence numbers. The delay that holds it off has no Java setter.
  private static ColumnFamilyOptions append() {
    Properties delay = new Properties();
    delay.setProperty("bottommost_file_compaction_delay", NEVER_SECONDS);
    return Objects.requireNonNull(ColumnFamilyOptions.getColumnFamilyOptionsFromProps(delay));
  }

  private static boolean isAppended(Family family) {
    return switch (family) {
      case LOG, CONTENT -> true;
      case DEFAULT, TRACE, DIR, TREE, VIEW, DLQ -> false;
    };
  }

  private static boolean isLookedUp(Family family) {
    return switch (family) {
      case TRACE, TREE, DIR, VIEW -> true;
      case DEFAULT, LOG, CONTENT, DLQ -> false;
    };
  }

  private static CompressionType codec(Compression compression) {
    return switch (compression) {
      case LZ4 -> CompressionType.LZ4_COMPRESSION;
      case ZSTD -> CompressionType.ZSTD_COMPRESSION;
    };
  }

  private <T extends RocksObject> T own(T object) {
    owned.push(object);
    return object;
  }
}

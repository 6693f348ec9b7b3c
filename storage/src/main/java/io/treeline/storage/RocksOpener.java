package io.treeline.storage;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.treeline.model.ingest.RefusalReason;
import io.treeline.model.store.StoreException;
import io.treeline.proto.store.v1.StoreHeader;
import io.treeline.storage.codec.Keys;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteOptions;

/// Opens databases, and decides what happens to damaged ones (ADR-0002).
///
/// Never an empty store over an unreadable one; a damaged write-ahead log is copied aside before
/// anything behind the damage is given up, and that is said loudly.
final class RocksOpener {
  private static final Logger LOG = System.getLogger(RocksOpener.class.getName());
  private static final int SCHEMA_VERSION = 1;
  private static final int UUID_BYTES = 16;
  private static final int SECONDARY_ATTEMPTS = 5;
  private static final long SECONDARY_RETRY_MILLIS = 50;

  private RocksOpener() {}

  /// Opens the database for writing.
  ///
  /// @throws StoreException if it cannot be opened, or was made by a newer Treeline
  static RocksHandle primary(StoreDirectory directory, StoreSettings settings) {
    NativeLibrary.load();
    try {
      return checked(directory, open(directory, settings, mode(false)));
    } catch (RocksDBException e) {
      if (directory.isNew() || !StoreFailures.isCorruption(e) || !isLogDamaged(directory)) {
        throw StoreFailures.onOpen(directory.path(), e);
      }
      return salvaged(directory, settings, e);
    }
  }

  /// Giving up the end of a log helps only if that is what is damaged; else it would lose more.
  private static boolean isLogDamaged(StoreDirectory directory) {
    try (Stream<Path> files = Files.list(directory.database())) {
      for (Path log : files.filter(file -> file.toString().endsWith(".log")).toList()) {
        if (WalFile.read(log).ending() != WalFile.Ending.WHOLE) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw StoreFailures.onList(directory.database(), e);
    }
  }

  /// Opens the database without writing, where nobody else has it open: unlike a secondary, this
  /// misses no file.
  static RocksHandle readOnly(StoreDirectory directory, StoreSettings settings) {
    NativeLibrary.load();
    NativeOptions options = NativeOptions.secondary(settings);
    List<ColumnFamilyHandle> families = new ArrayList<>();
    try {
      String database = directory.database().toString();
      RocksDB db = RocksDB.openReadOnly(options.database(), database, options.families(), families);
      return RocksHandle.secondary(db, families, options);
    } catch (RocksDBException e) {
      options.close();
      throw StoreFailures.onOpen(directory.path(), e);
    }
  }

  /// Drops families with all their files, without reading these, and opens the database with empty
  /// ones of the same names.
  static RocksHandle without(
      List<Family> unwanted, StoreDirectory directory, StoreSettings settings) {
    RocksHandle damaged = primary(directory, settings);
    try (damaged) {
      damaged.acquire();
      try {
        damaged.db().dropColumnFamilies(unwanted.stream().map(damaged::family).toList());
      } finally {
        damaged.release();
      }
    } catch (RocksDBException e) {
      throw StoreFailures.onWrite(directory.path(), e);
    }
    return primary(directory, settings);
  }

  /// Opens the database for reading beside its writer.
  ///
  /// @param own an empty directory for RocksDB's info log
  static RocksHandle secondary(Path store, StoreSettings settings, Path own) {
    NativeLibrary.load();
    RocksDBException last = null;
    for (int attempt = 0; attempt < SECONDARY_ATTEMPTS; attempt++) {
      try {
        RocksHandle handle = openSecondary(store, settings, own);
        checkSchema(handle, store);
        return handle;
      } catch (RocksDBException e) {
        // The writer may have deleted a file between our looking and opening.
        last = e;
        pause();
      }
    }
    throw last == null ? new IllegalStateException() : StoreFailures.onOpen(store, last);
  }

  private static RocksHandle open(
      StoreDirectory directory, StoreSettings settings, WALRecoveryMode recovery)
      throws RocksDBException {
    NativeOptions options =
        NativeOptions.primary(settings, recovery)
            .createIfMissing(directory.isNew())
            .createFamilies(directory.isNew() || !hasAllFamilies(directory));
    List<ColumnFamilyHandle> families = new ArrayList<>();
    try {
      RocksDB db =
          RocksDB.open(
              options.database(), directory.database().toString(), options.families(), families);
      return RocksHandle.primary(db, families, options);
    } catch (RocksDBException e) {
      options.close();
      throw e;
    }
  }

  /// False where a rebuild from scratch was broken off after it had dropped some.
  private static boolean hasAllFamilies(StoreDirectory directory) throws RocksDBException {
    try (Options options = new Options()) {
      return RocksDB.listColumnFamilies(options, directory.database().toString()).size()
          >= Family.values().length;
    }
  }

  private static RocksHandle openSecondary(Path store, StoreSettings settings, Path own)
      throws RocksDBException {
    NativeOptions options = NativeOptions.secondary(settings);
    List<ColumnFamilyHandle> families = new ArrayList<>();
    try {
      RocksDB db =
          RocksDB.openAsSecondary(
              options.database(),
              StoreDirectory.database(store).toString(),
              own.toString(),
              options.families(),
              families);
      return RocksHandle.secondary(db, families, options);
    } catch (RocksDBException e) {
      options.close();
      throw e;
    }
  }

  private static RocksHandle checked(StoreDirectory directory, RocksHandle handle)
      throws RocksDBException {
    try {
      if (directory.isNew()) {
        writeHeader(handle);
        directory.markReady();
      }
      checkSchema(handle, directory.path());
      return handle;
    } catch (RocksDBException | StoreException e) {
      handle.close();
      throw e;
    }
  }

  private static void writeHeader(RocksHandle handle) throws RocksDBException {
    if (handle.db().get(handle.family(Family.DEFAULT), Keys.header()) != null) {
      return;
    }
    byte[] uuid = new byte[UUID_BYTES];
    new SecureRandom().nextBytes(uuid);
    StoreHeader header =
        StoreHeader.newBuilder()
            .setSchemaVersion(SCHEMA_VERSION)
            .setStoreUuid(ByteString.copyFrom(uuid))
            .build();
    try (WriteOptions synced = new WriteOptions().setSync(true)) {
      handle.db().put(handle.family(Family.DEFAULT), synced, Keys.header(), header.toByteArray());
    }
  }

  private static void checkSchema(RocksHandle handle, Path store) {
    int version = readHeader(handle, store).getSchemaVersion();
    if (version > SCHEMA_VERSION) {
      handle.close();
      throw new StoreException(
          RefusalReason.STORE_FAILED,
          store
              + " was written by a newer Treeline (schema "
              + version
              + ", this one knows "
              + SCHEMA_VERSION
              + "); start that version, or choose another directory");
    }
  }

  /// What the store says about itself.
  static StoreHeader readHeader(RocksHandle handle, Path store) {
    try (StoreSnapshot snapshot = new StoreSnapshot(handle)) {
      return readHeader(snapshot, store);
    }
  }

  static StoreHeader readHeader(StoreSnapshot snapshot, Path store) {
    byte[] value = snapshot.get(Family.DEFAULT, Keys.header());
    try {
      if (value != null) {
        return StoreHeader.parseFrom(value);
      }
    } catch (InvalidProtocolBufferException e) {
      throw noHeader(store, e);
    }
    throw noHeader(store, null);
  }

  private static StoreException noHeader(
      Path store, @org.jspecify.annotations.Nullable Exception cause) {
    String message = "the store in " + store + " has no readable header; restore a backup";
    return cause == null
        ? new StoreException(RefusalReason.STORE_FAILED, message)
        : new StoreException(RefusalReason.STORE_FAILED, message, cause);
  }

  private static RocksHandle salvaged(
      StoreDirectory directory, StoreSettings settings, RocksDBException damage) {
    try {
      Path copy = WalQuarantine.copy(directory);
      RocksHandle handle = checked(directory, open(directory, settings, mode(true)));
      LOG.log(
          Level.ERROR,
          "the write-ahead log of {0} was damaged ({1}); every record after sequence {2} is lost,"
              + " the damaged files are kept in {3}",
          directory.path(),
          damage.getMessage(),
          Long.toString(lastSequence(handle)),
          copy);
      return handle;
    } catch (RocksDBException e) {
      // Not the write-ahead log then: the first message names the damage.
      throw StoreFailures.onOpen(directory.path(), damage);
    } catch (IOException e) {
      throw new StoreException(
          RefusalReason.STORE_FAILED,
          "the write-ahead log of "
              + directory.path()
              + " is damaged and cannot be copied aside; nothing was changed",
          e);
    }
  }

  private static long lastSequence(RocksHandle handle) {
    try (StoreSnapshot snapshot = new StoreSnapshot(handle);
        RowCursor rows = snapshot.rows(Family.LOG, new byte[0])) {
      rows.seekToLast();
      return rows.isValid() ? Keys.lastSequence(rows.key()) : 0;
    }
  }

  private static WALRecoveryMode mode(boolean salvage) {
    return salvage
        ? WALRecoveryMode.PointInTimeRecovery
        : WALRecoveryMode.TolerateCorruptedTailRecords;
  }

  /// A directory for a secondary's info log.
  static Path ownDirectory() {
    try {
      return Files.createTempDirectory("treeline-reader");
    } catch (IOException e) {
      throw new StoreException(
          RefusalReason.STORE_FAILED, "the temporary directory cannot be written", e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(SECONDARY_RETRY_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

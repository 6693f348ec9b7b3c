package io.treeline.storage;

import io.treeline.model.ingest.RefusalReason;
import io.treeline.model.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A store's directory, locked for one process: `db` is RocksDB's, `store` says that the directory
/// is ours and whether it was ever ready, `lock` holds the pid of its owner.
///
/// The lock is taken before RocksDB touches anything. Prompts lie here, so nobody else may look in.
final class StoreDirectory implements AutoCloseable {
  private static final String MARKER = "store";
  private static final String LOCK = "lock";
  private static final String DATABASE = "db";

  /// Holds the dialects, prices and times that the views are made with.
  static final String MEANING = "meaning";

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final String READY = "treeline store\n";
  private static final String CREATING = "treeline store, being created\n";

  /// What may lie in a directory that is still as good as empty.
  private static final Set<String> HARMLESS = Set.of(LOCK, "lost+found", "endpoints.json");

  /// Closing any channel on a lock file drops this process's lock on it, so none may be opened
  /// where another one is held.
  private static final Set<Path> LOCKED_HERE = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileChannel lockFile;
  private final FileLock lock;

  private StoreDirectory(Path path, FileChannel lockFile, FileLock lock) {
    this.path = path;
    this.lockFile = lockFile;
    this.lock = lock;
  }

  /// Creates the directory where there is none, and locks it.
  ///
  /// @throws StoreException if it is foreign, in use, or cannot be created
  static StoreDirectory lock(Path directory) {
    try {
      Path path = create(directory);
      if (!LOCKED_HERE.add(path)) {
        throw refused(path + " is already open in this process");
      }
      try {
        return lockFile(path);
      } catch (IOException | StoreException e) {
        LOCKED_HERE.remove(path);
        throw e;
      }
    } catch (IOException e) {
      throw new StoreException(
          RefusalReason.STORE_FAILED, "cannot use " + directory + " as a store: " + e, e);
    }
  }

  /// The directory of an existing store, for a reader that takes no lock.
  ///
  /// @throws StoreException if there is no store
  static Path existing(Path directory) {
    Path path = directory.toAbsolutePath().normalize();
    requireReadable(path);
    if (!isStore(path)) {
      throw refused("there is no Treeline store in " + path);
    }
    return path;
  }

  /// What may not be looked into is not empty.
  private static void requireReadable(Path path) {
    try {
      Files.readAttributes(path, BasicFileAttributes.class);
      boolean closed = Files.isDirectory(path) && !(isOpen(path) && isOpenOrAbsent(database(path)));
      if (closed) {
        throw unreadable(path, null);
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      throw new StoreException(
          RefusalReason.STORE_FAILED, "there is no Treeline store in " + path, e);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private static boolean isOpenOrAbsent(Path directory) {
    return Files.notExists(directory) || isOpen(directory);
  }

  private static boolean isOpen(Path directory) {
    return Files.isReadable(directory) && Files.isExecutable(directory);
  }

  private static StoreException unreadable(Path path, @Nullable IOException cause) {
    String message =
        "the store in "
            + path
            + " may not be read by user "
            + System.getProperty("user.name")
            + "; only its owner may: run this command as that user";
    return cause == null
        ? refused(message)
        : new StoreException(RefusalReason.STORE_FAILED, message, cause);
  }

  static Path database(Path store) {
    return store.resolve(DATABASE);
  }

  private static Path create(Path directory) throws IOException {
    Path absolute = directory.toAbsolutePath().normalize();
    if (!Files.isDirectory(absolute)) {
      Files.createDirectories(absolute);
      restrict(absolute);
    }
    Path path = absolute.toRealPath();
    if (!isStore(path)) {
      refuseForeign(path);
      restrict(path);
    }
    return path;
  }

  private static boolean isStore(Path path) {
    return Files.exists(path.resolve(MARKER)) || Files.exists(current(path));
  }

  private static void refuseForeign(Path path) throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      if (files.anyMatch(file -> !HARMLESS.contains(file.getFileName().toString()))) {
        throw refused(
            path + " is not empty and holds no Treeline store; choose an empty directory");
      }
    }
  }

  private static StoreDirectory lockFile(Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(
            path.resolve(LOCK),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    FileLock lock = channel.tryLock();
    if (lock == null) {
      String holder = read(channel);
      channel.close();
      throw refused(path + " is in use by another process" + holder);
    }
    channel.truncate(0);
    channel.write(
        ByteBuffer.wrap(
            (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
    StoreDirectory directory = new StoreDirectory(path, channel, lock);
    directory.prepare();
    restrictFiles(path);
    return directory;
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(20);
    channel.read(bytes, 0);
    String pid = StandardCharsets.US_ASCII.decode(bytes.flip()).toString().strip();
    return pid.isEmpty() ? "" : " (pid " + pid + ")";
  }

  private void prepare() throws IOException {
    if (!isStore(path)) {
      mark(CREATING);
    }
    Path database = database();
    if (!Files.exists(database)) {
      Files.createDirectory(database);
      restrict(database);
    }
    if (isNew() && !Files.exists(current(path))) {
      removeHalfCreated(database);
    }
  }

  /// What a crash while creating leaves holds nothing that anybody was promised.
  private static void removeHalfCreated(Path database) throws IOException {
    try (Stream<Path> files = Files.list(database)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  /// Whether the store was never ready, so that a database may be created in it.
  boolean isNew() {
    return CREATING.equals(marker());
  }

  /// Says that the store holds its header: from now on a missing database is damage.
  void markReady() {
    if (READY.equals(marker())) {
      return;
    }
    try {
      mark(READY);
    } catch (IOException e) {
      throw new StoreException(
          RefusalReason.STORE_FAILED, "cannot write " + path.resolve(MARKER), e);
    }
  }

  private @Nullable String marker() {
    try {
      return Files.exists(path.resolve(MARKER)) ? Files.readString(path.resolve(MARKER)) : null;
    } catch (IOException e) {
      throw new StoreException(
          RefusalReason.STORE_FAILED, "cannot read " + path.resolve(MARKER), e);
    }
  }

  private void mark(String state) throws IOException {
    mark(path, state);
  }

  /// Says of a copy that it is complete.
  static void markReady(Path store) throws IOException {
    mark(store, READY);
  }

  private static void mark(Path path, String state) throws IOException {
    Path next = path.resolve(MARKER + ".tmp");
    try (FileChannel out =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      out.write(ByteBuffer.wrap(state.getBytes(StandardCharsets.US_ASCII)));
      out.force(true);
    }
    restrictFile(next);
    Files.move(next, path.resolve(MARKER), StandardCopyOption.ATOMIC_MOVE);
    sync(path);
  }

  /// Makes the names in a directory durable.
  static void sync(Path directory) throws IOException {
    try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
      entries.force(true);
    }
  }

  /// Creates a directory that only its owner may enter.
  static void createClosed(Path directory) throws IOException {
    Files.createDirectory(directory);
    restrict(directory);
  }

  /// Copies what lies beside the database and belongs to it: how its views are made.
  static void copyExtras(Path store, Path target) throws IOException {
    Path meaning = store.resolve(MEANING);
    if (!Files.isDirectory(meaning)) {
      return;
    }
    createClosed(target.resolve(MEANING));
    try (Stream<Path> files = Files.list(meaning)) {
      for (Path file : files.toList()) {
        Files.copy(file, target.resolve(MEANING).resolve(file.getFileName()));
      }
    }
    restrictFiles(target.resolve(MEANING));
  }

  /// Closes the files of a store, and of its database, to all but its owner. RocksDB creates them
  /// as the process's umask says.
  static void restrictFiles(Path store) throws IOException {
    for (Path directory : List.of(store, database(store), store.resolve(MEANING))) {
      if (!Files.isDirectory(directory)) {
        continue;
      }
      try (Stream<Path> files = Files.list(directory)) {
        files.filter(Files::isRegularFile).forEach(StoreDirectory::restrictFile);
      }
    }
  }

  /// A file may vanish meanwhile, and not every file system has permissions.
  private static void restrictFile(Path file) {
    try {
      Set<PosixFilePermission> all = Files.getPosixFilePermissions(file);
      if (!OWNER_ONLY.containsAll(all)) {
        Files.setPosixFilePermissions(file, OWNER_ONLY);
      }
    } catch (IOException | UnsupportedOperationException e) {
      System.getLogger(StoreDirectory.class.getName())
          .log(System.Logger.Level.DEBUG, file + " stays as open as it is", e);
    }
  }

  /// The same for this one; what cannot be listed stays as it is.
  void restrictFiles() {
    try {
      restrictFiles(path);
    } catch (IOException e) {
      System.getLogger(StoreDirectory.class.getName())
          .log(System.Logger.Level.WARNING, path + " cannot be listed", e);
    }
  }

  /// Finds out whether the disk takes writes, with an fsync.
  void probe() throws IOException {
    Path file = path.resolve("probe");
    try (FileChannel out =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      out.write(ByteBuffer.wrap(READY.getBytes(StandardCharsets.US_ASCII)));
      out.force(true);
    }
    Files.delete(file);
  }

  Path path() {
    return path;
  }

  Path database() {
    return database(path);
  }

  private static Path current(Path store) {
    return database(store).resolve("CURRENT");
  }

  @Override
  public void close() {
    try {
      lock.release();
      lockFile.close();
    } catch (IOException e) {
      throw new StoreException(RefusalReason.STORE_FAILED, "cannot unlock " + path, e);
    } finally {
      LOCKED_HERE.remove(path);
    }
  }

  /// Only the owner may enter, where the file system and who owns it allow that.
  private static void restrict(Path directory) {
    try {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    } catch (IOException | UnsupportedOperationException e) {
      System.getLogger(StoreDirectory.class.getName())
          .log(
              System.Logger.Level.WARNING,
              directory + " stays as open as it is; it will hold prompts",
              e);
    }
  }

  private static StoreException refused(String message) {
    return new StoreException(RefusalReason.STORE_FAILED, message);
  }
}

package io.treeline.storage;

import io.treeline.model.store.StoreException;
import io.treeline.storage.codec.Keys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.LiveFileMetaData;
import org.rocksdb.Options;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileReader;

/// Looks at a store directory from outside, file by file, and names what is damaged. Changes
/// nothing; works while a server runs, and on stores that cannot be opened.
public final class Doctor {
  private static final String RESTORE =
      "restore a backup into an empty directory; nothing here was changed";

  private final Path store;
  private final List<Diagnosis> found = new ArrayList<>();

  private Doctor(Path store) {
    this.store = store;
  }

  /// Everything there is to say about a directory, the worst not first but in the order of looking.
  ///
  /// @throws StoreException if there is no store, or this user may not look into it
  public static List<Diagnosis> examine(Path directory) {
    Doctor doctor = new Doctor(StoreDirectory.existing(directory));
    try {
      doctor.examine();
    } catch (IOException e) {
      throw StoreFailures.onList(doctor.store, e);
    }
    return List.copyOf(doctor.found);
  }

  private void examine() throws IOException {
    quarantines();
    if (manifestIsThere()) {
      logs();
      open();
    }
  }

  private void quarantines() throws IOException {
    try (Stream<Path> entries = Files.list(store)) {
      entries
          .filter(entry -> entry.getFileName().toString().startsWith("quarantine-"))
          .sorted()
          .forEach(entry ->
              found.add(
                  Diagnosis.note(
                      entry + " holds write-ahead logs that were damaged at an earlier start",
                      "the log of that start names the records that were lost; delete the"
                          + " directory when it is of no use any more")));
    }
  }

  private boolean manifestIsThere() throws IOException {
    Path database = StoreDirectory.database(store);
    Path current = database.resolve("CURRENT");
    if (!Files.exists(current)) {
      found.add(Diagnosis.damage(current + " is missing: the store cannot be opened", RESTORE));
      return false;
    }
    Path manifest = database.resolve(Files.readString(current).strip());
    if (!Files.isRegularFile(manifest)) {
      found.add(
          Diagnosis.damage(
              current + " names " + manifest.getFileName() + ", which is missing", RESTORE));
      return false;
    }
    return true;
  }

  private void logs() throws IOException {
    for (Path log : files(".log")) {
      if (!Files.exists(log)) {
        continue;
      }
      WalFile.State state = WalFile.read(log);
      switch (state.ending()) {
        case WHOLE -> found.add(Diagnosis.ok(log.getFileName() + ": " + state.length() + " bytes"));
        case TORN ->
            found.add(
                Diagnosis.note(
                    log + " ends inside a record, at byte " + state.offset(),
                    "normal while a server writes or after it was killed; nothing that was"
                        + " acknowledged with ack_after: fsync is lost"));
        case DAMAGED ->
            found.add(
                Diagnosis.damage(
                    log
                        + " is damaged at byte "
                        + state.offset()
                        + " of "
                        + state.length()
                        + ": what follows it cannot be read",
                    "the next start keeps a copy in quarantine-N, goes on with what lies before,"
                        + " and says which records are lost; a backup may have them"));
      }
    }
  }

  private void open() throws IOException {
    Map<String, LiveFileMetaData> known = new HashMap<>();
    try (RocksStore opened = RocksStore.openToExamine(store)) {
      opened.liveFiles().forEach(file -> known.put(file.fileName().substring(1), file));
      backlog(opened);
      found.add(Diagnosis.ok("opens; " + known.size() + " data files"));
    } catch (StoreException e) {
      found.add(Diagnosis.damage(String.valueOf(e.getMessage()), advice(e)));
    }
    for (Path file : files(".sst")) {
      checksums(file, known.get(file.getFileName().toString()));
    }
  }

  private static String advice(StoreException e) {
    String message = String.valueOf(e.getMessage());
    return message.contains("newer Treeline") ? "run the newer Treeline" : RESTORE;
  }

  private void backlog(RocksStore opened) {
    int percent = opened.reindexedPercent();
    if (percent < 100) {
      found.add(
          Diagnosis.note(
              "views are being made anew, " + percent + " % begun",
              "goes on whenever the server runs"));
    }
    if (opened.hasTracesToErase()) {
      found.add(
          Diagnosis.note(
              "deleted traces still have bytes in the files",
              "the server erases them when it runs"));
    }
  }

  /// @param known what the database says of the file; null when it says nothing
  private void checksums(Path path, @Nullable LiveFileMetaData known) {
    String family = "";
    try (Options options = new Options();
        SstFileReader reader = new SstFileReader(options)) {
      reader.open(path.toString());
      family =
          new String(reader.getTableProperties().getColumnFamilyName(), StandardCharsets.US_ASCII);
      reader.verifyChecksum();
    } catch (RocksDBException e) {
      if (Files.exists(path)) {
        String what = family.isEmpty() ? "" : " of `" + family + "`";
        found.add(
            Diagnosis.damage(
                path + what + " is damaged: " + e.getMessage(), advice(family, known)));
      }
    }
  }

  private static String advice(String family, @Nullable LiveFileMetaData file) {
    return switch (family) {
      case "log" ->
          (file == null
                  ? "some records"
                  : "records "
                      + Keys.lastSequence(file.smallestKey())
                      + " to "
                      + Keys.lastSequence(file.largestKey()))
              + " are affected in part: traces in them answer with an error, everything else goes"
              + " on; a backup has them";
      case "content" ->
          "large spans of some traces are affected and answer with an error; a backup has them";
      case "view", "tree", "trace", "dir" ->
          "nothing is lost: stop the server and run `treeline reindex --from-scratch`";
      default -> RESTORE;
    };
  }

  private List<Path> files(String ending) throws IOException {
    try (Stream<Path> files = Files.list(StoreDirectory.database(store))) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }
}

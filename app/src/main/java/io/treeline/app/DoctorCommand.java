package io.treeline.app;

import io.treeline.query.cli.ExitStatus;
import io.treeline.storage.Diagnosis;
import io.treeline.storage.Diagnosis.Severity;
import io.treeline.storage.Doctor;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;

/// `treeline doctor`.
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description =
        "Examines the files of a store, names what is damaged and says what to do. Changes"
            + " nothing.",
    footer = {
      "",
      "Exit status: 0 if nothing is damaged, 1 if something is, 4 if there is no store."
    })
final class DoctorCommand extends StoreCommand {
  @Override
  int run(Path directory, PrintWriter out) {
    List<Diagnosis> found = Doctor.examine(directory);
    for (Diagnosis diagnosis : found) {
      String word = diagnosis.severity().name().toLowerCase(Locale.ROOT);
      out.printf("%-7s %s%n", word, diagnosis.what());
      if (!diagnosis.advice().isEmpty()) {
        out.printf("%-7s -> %s%n", "", diagnosis.advice());
      }
    }
    boolean damaged = found.stream().anyMatch(one -> one.severity() == Severity.DAMAGE);
    return damaged ? ExitStatus.FAILED : ExitStatus.OK;
  }
}

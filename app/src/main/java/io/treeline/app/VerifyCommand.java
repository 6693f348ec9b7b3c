package io.treeline.app;

import io.treeline.query.cli.ExitStatus;
import io.treeline.storage.CheckReport;
import io.treeline.storage.RocksStore;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;

/// `treeline verify`.
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description =
        "Reads the whole store and compares every payload with its digest, the digests with the"
            + " hash chain, the index with the log, and the totals of sessions with their runs.",
    footer = {"", "Exit status: 0 if all is as it was written, 1 if not, 4 if it cannot be read."})
final class VerifyCommand extends StoreCommand {
  @Override
  int run(Path directory, PrintWriter out) {
    CheckReport report;
    try (RocksStore store = RocksStore.openReadOnlyView(directory)) {
      store.tryCatchUp();
      report = store.verify();
    }
    report.problems().forEach(problem -> out.println("problem: " + problem));
    long untold = report.problemCount() - report.problems().size();
    if (untold > 0) {
      out.println(untold + " more problems");
    }
    out.printf(
        "%d records (%d of them stubs of deleted traces), %d runs: %s%n",
        report.records(),
        report.forgotten(),
        report.runs(),
        report.problemCount() == 0 ? "all is as it was written" : "see above; try treeline doctor");
    return report.problemCount() == 0 ? ExitStatus.OK : ExitStatus.FAILED;
  }
}

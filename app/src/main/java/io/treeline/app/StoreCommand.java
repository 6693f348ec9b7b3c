package io.treeline.app;

import io.treeline.model.store.StoreException;
import io.treeline.query.cli.ExitStatus;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// A command that looks into the files of a store itself, also while a server runs.
abstract class StoreCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Data directory (default: ${DEFAULT-VALUE}).")
  private Path data = Path.of("treeline-data");

  @Spec private CommandSpec spec = CommandSpec.create();

  /// Does it and answers the exit status.
  abstract int run(Path directory, PrintWriter out);

  @Override
  public final Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try {
      return run(data, out);
    } catch (StoreException e) {
      spec.commandLine().getErr().println("treeline: " + e.getMessage());
      return ExitStatus.UNREACHABLE;
    } finally {
      out.flush();
    }
  }
}

package io.treeline.app;

import io.treeline.app.config.ConfigException;
import io.treeline.app.config.ConfigLoader;
import io.treeline.app.config.ConfigReport;
import io.treeline.app.config.ConfigReport.SetKey;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `treeline validate`: what becomes of each key of a configuration, before it is used.
@Command(
    name = "validate",
    mixinStandardHelpOptions = true,
    description =
        "Says of each key of a configuration whether it is implemented, without effect"
            + " or refused.",
    footer = {"", "Exit status: 0 if `serve` would take it, else 1."})
final class ValidateCommand implements Callable<Integer> {
  @Mixin private ConfigOptions options = new ConfigOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "FILE",
      arity = "0..*",
      description = "Files to read after those of --config.")
  private List<String> files = new ArrayList<>();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    ConfigReport report;
    try {
      report = ConfigLoader.check(options.request(files, List.of()));
    } catch (ConfigException e) {
      err.println(e.getMessage());
      return 1;
    }
    int width = report.keys().stream().mapToInt(key -> key.path().length()).max().orElse(0);
    for (SetKey key : report.keys()) {
      out.printf("%-19s  %-" + (width + 2) + "s%s%n", key.tier().words(), key.path(), key.place());
    }
    out.flush();
    report.notes().forEach(note -> err.println("warning: " + note));
    options.notes().forEach(note -> err.println("warning: " + note));
    report.problems().forEach(problem -> err.println("error: " + problem));
    return report.problems().isEmpty() ? 0 : 1;
  }
}

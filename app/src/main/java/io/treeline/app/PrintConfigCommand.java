package io.treeline.app;

import io.treeline.app.config.ConfigException;
import io.treeline.app.config.ConfigPrinter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `treeline print-config`: what the sources of a configuration come to.
@Command(
    name = "print-config",
    mixinStandardHelpOptions = true,
    description =
        "Prints a configuration as YAML, its sources merged and its variables replaced, without"
            + " its secrets.")
final class PrintConfigCommand implements Callable<Integer> {
  @Mixin private ConfigOptions options = new ConfigOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "FILE",
      arity = "0..*",
      description = "Files to read after those of --config.")
  private List<String> files = new ArrayList<>();

  @Override
  public Integer call() {
    try {
      spec.commandLine().getOut().print(ConfigPrinter.print(options.request(files, List.of())));
      spec.commandLine().getOut().flush();
      return 0;
    } catch (ConfigException e) {
      spec.commandLine().getErr().println(e.getMessage());
      return 1;
    }
  }
}

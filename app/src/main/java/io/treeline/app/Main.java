package io.treeline.app;

import io.treeline.query.cli.CliContext;
import io.treeline.query.cli.ReadCommands;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/// The `treeline` command.
@Command(
    name = "treeline",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = "OTLP in, agent trees out.",
    footer = {
      "",
      "Options without a command mean serve.",
      "Exit status: 0 ok, 1 failed, 2 usage, 3 not found, 4 cannot reach or open the store."
    })
public final class Main implements Callable<Integer> {
  @Mixin private ServeOptions options = new ServeOptions();

  private Main() {}

  /// The only place that ends the process.
  public static void main(String[] args) {
    System.exit(run(args));
  }

  /// Runs one command to its end and answers its exit status.
  static int run(String... args) {
    CommandLine line = new CommandLine(new Main());
    line.addSubcommand(new ServeCommand());
    line.addSubcommand(new ValidateCommand());
    line.addSubcommand(new ComponentsCommand());
    line.addSubcommand(new PrintConfigCommand());
    line.addSubcommand(new VerifyCommand());
    line.addSubcommand(new DoctorCommand());
    ReadCommands.addTo(
        line,
        CliContext.of(
            StoppedStore::open, StoppedStore::openAlone, System.out, System.err, System.getenv()));
    line.setExecutionStrategy(Main::execute);
    return line.execute(args);
  }

  /// Options before a command would be those of `serve`, which is not what runs: nobody means that.
  private static int execute(ParseResult parsed) {
    if (parsed.hasSubcommand() && !parsed.matchedOptions().isEmpty()) {
      String option = parsed.matchedOptions().getFirst().longestName();
      CommandLine command = parsed.subcommand().commandSpec().commandLine();
      throw new ParameterException(
          command, "give " + option + " after the command, not before " + command.getCommandName());
    }
    return new RunLast().execute(parsed);
  }

  @Override
  public Integer call() throws InterruptedException {
    return new ServeCommand(options).call();
  }

  /// The version of the jar that runs, `dev` outside one.
  static String version() {
    String version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"treeline " + version()};
    }
  }
}

package io.treeline.query.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/// Hangs the commands that ask the API below a command line that somebody else owns.
public final class ReadCommands {
  private ReadCommands() {}

  /// Adds every command that asks below `treeline`.
  public static void addTo(CommandLine treeline, CliContext context) {
    List<ReadingCommand> commands =
        List.of(
            new RunsCommand(context),
            new ShowCommand(context),
            new SessionsCommand(context),
            new SessionCommand(context),
            new FindingsCommand(context),
            new ExplainCommand(context),
            new DialectsCommand(context),
            new StatsCommand(context),
            new ExportCommand(context),
            new DeleteCommand(context),
            new BackupCommand(context),
            new ReindexCommand(context));
    for (ReadingCommand command : commands) {
      CommandLine line = new CommandLine(command);
      line.setCaseInsensitiveEnumValuesAllowed(true);
      line.getCommandSpec().addOption(help());
      treeline.addSubcommand(line.getCommandName(), line);
    }
  }

  private static OptionSpec help() {
    return OptionSpec.builder("-h", "--help")
        .usageHelp(true)
        .description("Show this help and exit.")
        .build();
  }
}

package io.treeline.query.cli;

import io.treeline.query.json.JsonValue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `treeline backup DIR`.
@Command(
    name = "backup",
    description = {
      "Copies the store as of this moment into a new directory, while the server runs or not.",
      "The copy is a store: put it where a server looks, and start that."
    })
public final class BackupCommand extends OperatingCommand {
  @Parameters(
      index = "0",
      paramLabel = "DIR",
      description = "Where the copy goes, on the server's machine; must not exist yet.")
  private Path directory = Path.of("");

  public BackupCommand(CliContext context) {
    super(context);
  }

  @Override
  int read(ApiClient client, Printer printer) throws IOException {
    String target = directory.toAbsolutePath().normalize().toString();
    JsonValue answer = client.send("PUT", "/backup", Map.of("directory", target));
    print(printer, answer, List.of("the store is copied to " + target));
    return ExitStatus.OK;
  }
}

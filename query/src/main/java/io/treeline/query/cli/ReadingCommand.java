package io.treeline.query.cli;

import io.treeline.model.store.StoreException;
import io.treeline.query.api.ApiException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// A command that asks: finds whom, asks, and turns failures into exit statuses.
abstract class ReadingCommand implements Callable<Integer> {
  private final CliContext context;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Data directory (default: ${DEFAULT-VALUE}); asks the server that owns it.")
  private Path data = Path.of("treeline-data");

  @Option(
      names = "--endpoint",
      paramLabel = "URL",
      description = "Query address of a server to ask instead, such as http://127.0.0.1:7134.")
  private @Nullable String endpoint;

  ReadingCommand(CliContext context) {
    this.context = context;
  }

  /// What opens a store that no server answers for.
  StoreOpener opener(CliContext of) {
    return of.stores();
  }

  /// Reads and prints.
  abstract int read(ApiClient client, Printer printer) throws IOException;

  @Override
  public final Integer call() {
    Printer printer = new Printer(context);
    try {
      int status = run(printer);
      printer.flush();
      return status;
    } catch (ApiException problem) {
      return fail(printer, problem.detail(), ExitStatus.ofProblem(problem.status()));
    } catch (StoreException | UnreachableException e) {
      return fail(printer, e.getMessage(), ExitStatus.UNREACHABLE);
    } catch (StandardOutput.ReaderGoneException e) {
      return ExitStatus.OK;
    } catch (IOException e) {
      return fail(printer, e.getMessage(), ExitStatus.FAILED);
    }
  }

  /// Asks whom there is to ask.
  int run(Printer printer) throws IOException {
    try (Connection connection = Connection.open(opener(context), data, endpoint)) {
      return read(new ApiClient(connection.api()), printer);
    }
  }

  final Path data() {
    return data;
  }

  final StoreOpener ownStores() {
    return context.ownStores();
  }

  private static int fail(Printer printer, @Nullable String message, int status) {
    printer.message(message == null ? "failed" : message);
    return status;
  }
}

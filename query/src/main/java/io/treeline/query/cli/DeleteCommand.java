package io.treeline.query.cli;

import io.treeline.query.api.ApiException;
import io.treeline.query.api.ApiRequest;
import io.treeline.query.json.JsonValue;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `treeline delete`.
@Command(
    name = "delete",
    description = {
      "Deletes a trace, or all traces of a session or user: they are blocked from being delivered"
          + " again, and their bytes leave the store's files.",
      "Backups keep what they hold."
    })
public final class DeleteCommand extends OperatingCommand {
  @ArgGroup(multiplicity = "1")
  private What what = new What();

  /// One of three.
  private static final class What {
    @Option(names = "--trace", paramLabel = "ID", description = "Trace id, 32 hex digits.")
    private @Nullable String trace;

    @Option(names = "--session", paramLabel = "ID", description = "Every trace of this session.")
    private @Nullable String session;

    @Option(names = "--user", paramLabel = "ID", description = "Every trace of this user.")
    private @Nullable String user;

    String path() {
      if (trace != null) {
        return "/traces/" + ApiRequest.segment(trace);
      }
      if (session != null) {
        return "/sessions/" + ApiRequest.segment(session);
      }
      if (user != null) {
        return "/users/" + ApiRequest.segment(user);
      }
      throw ApiException.badParameter("trace", "name a trace, a session or a user");
    }
  }

  public DeleteCommand(CliContext context) {
    super(context);
  }

  @Override
  int read(ApiClient client, Printer printer) throws IOException {
    JsonValue answer = client.send("DELETE", what.path(), Map.of());
    long traces = answer.get("traces").count(0);
    String gone =
        answer.get("bytes_gone").isTrue()
            ? "their bytes are gone from the store's files"
            : "their bytes will leave the store's files when readers let go of them";
    print(
        printer,
        answer,
        List.of(
            traces + (traces == 1 ? " trace" : " traces") + " deleted, " + gone,
            answer.get("backups").text("")));
    return ExitStatus.OK;
  }
}

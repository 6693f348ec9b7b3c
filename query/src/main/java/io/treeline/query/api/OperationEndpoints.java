package io.treeline.query.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.treeline.model.store.StoreOperations;
import io.treeline.model.store.StoreOperations.Forgotten;
import io.treeline.model.store.StoreOperations.Scope;
import io.treeline.query.api.Router.Call;
import io.treeline.query.api.Router.Endpoint;
import io.treeline.query.json.JsonFields;
import io.treeline.query.json.JsonStreams;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// What changes the store: `DELETE` of a trace, session or user, a backup, a rebuild of the views.
final class OperationEndpoints {
  private static final String BACKUPS =
      "backups, volume snapshots and quarantine directories made earlier keep what they hold;"
          + " delete it there, too";

  private final StoreOperations operations;
  private final InstantSource clock;

  OperationEndpoints(StoreOperations operations, InstantSource clock) {
    this.operations = operations;
    this.clock = clock;
  }

  /// Deletes what the path names: 200 when its bytes are gone, 202 when they will be.
  Endpoint forget(Scope scope) {
    return call -> {
      call.parameters().rejectOthers();
      String word = scope.name().toLowerCase(Locale.ROOT);
      Forgotten forgotten = forget(scope, call.id(), word);
      if (forgotten.traces() == 0) {
        throw ApiException.notFound("no " + word + " " + call.id());
      }
      try (JsonGenerator out = begin(call, forgotten.erased() ? 200 : 202)) {
        out.writeStartObject();
        out.writeStringField("deleted", word);
        out.writeStringField("id", call.id());
        out.writeNumberField("traces", forgotten.traces());
        out.writeBooleanField("bytes_gone", forgotten.erased());
        JsonFields.time(out, "bytes_gone_time", forgotten.erased() ? nowUnixNanos() : 0);
        out.writeStringField("backups", BACKUPS);
        out.writeEndObject();
      }
    };
  }

  private Forgotten forget(Scope scope, String id, String word) {
    try {
      return operations.forget(scope, id);
    } catch (IllegalArgumentException e) {
      throw ApiException.badParameter(word, e);
    }
  }

  /// Copies the store into the directory `directory=`, a path of the server's machine.
  void backup(Call call) throws IOException {
    Path directory = call.parameters().value("directory", OperationEndpoints::absolute);
    call.parameters().rejectOthers();
    if (directory == null) {
      throw ApiException.badParameter("directory", "directory: where is the backup to go?");
    }
    operations.backup(directory);
    try (JsonGenerator out = begin(call, 200)) {
      out.writeStartObject();
      out.writeStringField("directory", directory.toString());
      JsonFields.time(out, "time", nowUnixNanos());
      out.writeEndObject();
    }
  }

  private static Path absolute(String text) {
    Path path;
    try {
      path = Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("not a path", e);
    }
    if (!path.isAbsolute()) {
      throw new IllegalArgumentException("not an absolute path");
    }
    return path.normalize();
  }

  /// Begins a rebuild, which goes on in the background.
  void reindex(Call call) throws IOException {
    call.parameters().rejectOthers();
    operations.reindex();
    try (JsonGenerator out = begin(call, 202)) {
      out.writeStartObject();
      out.writeStringField("state", "running");
      out.writeEndObject();
    }
  }

  private static JsonGenerator begin(Call call, int status) throws IOException {
    return JsonStreams.open(call.response().begin(status, Map.of("Content-Type", Answers.JSON)));
  }

  private long nowUnixNanos() {
    return TimeUnit.MILLISECONDS.toNanos(clock.millis());
  }
}

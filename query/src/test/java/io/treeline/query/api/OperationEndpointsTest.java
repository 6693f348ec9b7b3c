package io.treeline.query.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.TraceId;
import io.treeline.model.ingest.RefusalReason;
import io.treeline.model.store.StoreException;
import io.treeline.model.store.StoreOperations;
import io.treeline.model.telemetry.Telemetry;
import io.treeline.query.Answer;
import io.treeline.query.FakeRunReader;
import io.treeline.query.json.JsonValue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OperationEndpointsTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

  private final List<String> asked = new ArrayList<>();
  private boolean erased = true;
  private final QueryApi api =
      new QueryApi(
          FakeRunReader.withDemo(),
          new Telemetry(),
          ServerInfo.offline("test"),
          () -> Instant.parse("2026-11-23T10:01:00Z"),
          new Recorded());

  private final class Recorded implements StoreOperations {
    @Override
    public Forgotten forget(Scope scope, String id) {
      asked.add(scope + " " + id);
      if (scope == Scope.TRACE) {
        TraceId.parse(id);
      }
      return new Forgotten(id.equals("nobody") ? 0 : 3, erased);
    }

    @Override
    public void backup(Path directory) {
      asked.add("backup " + directory);
      throw new StoreException(RefusalReason.STORE_FAILED, "no room");
    }

    @Override
    public void reindex() {
      asked.add("reindex");
    }
  }

  @Test
  void delete_known_saysWhenTheBytesAreGoneAndThatBackupsKeepThem() throws IOException {
    Answer answer = Answer.ofMethod(api, "DELETE", "/api/v1/sessions/a%2Fb");
    assertThat(answer.status()).isEqualTo(200);
    JsonValue body = answer.json();
    assertThat(body.get("deleted").text()).isEqualTo("session");
    assertThat(body.get("id").text()).isEqualTo("a/b");
    assertThat(body.get("traces").count(0)).isEqualTo(3);
    assertThat(body.get("bytes_gone").isTrue()).isTrue();
    assertThat(body.get("bytes_gone_time").text()).startsWith("2026-11-23T10:01:00");
    assertThat(body.get("backups").text()).contains("backups").contains("keep");
    assertThat(asked).containsExactly("SESSION a/b");
  }

  @Test
  void delete_bytesStillThere_isA202WithoutATime() throws IOException {
    erased = false;
    Answer answer = Answer.ofMethod(api, "DELETE", "/api/v1/traces/" + TRACE);
    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.json().get("bytes_gone").isTrue()).isFalse();
    assertThat(answer.json().get("bytes_gone_time").isNull()).isTrue();
  }

  @Test
  void delete_unknownOrMalformed_saysSo() throws IOException {
    assertThat(Answer.ofMethod(api, "DELETE", "/api/v1/users/nobody").status()).isEqualTo(404);
    assertThat(Answer.ofMethod(api, "DELETE", "/api/v1/traces/xyz").status()).isEqualTo(400);
    assertThat(Answer.ofMethod(api, "DELETE", "/api/v1/runs/xyz").status()).isEqualTo(405);
  }

  @Test
  void otherMethods_areNamed_andNothingIsAsked() throws IOException {
    Answer answer = Answer.ofMethod(api, "POST", "/api/v1/traces/" + TRACE);
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.headers()).containsEntry("Allow", "GET, DELETE");
    assertThat(Answer.ofMethod(api, "POST", "/api/v1/reindex").status()).isEqualTo(405);
    assertThat(asked).isEmpty();
  }

  @Test
  void backup_needsAnAbsoluteDirectory_andSaysWhyItFailed() throws IOException {
    assertThat(Answer.ofMethod(api, "PUT", "/api/v1/backup").status()).isEqualTo(400);
    assertThat(Answer.ofMethod(api, "PUT", "/api/v1/backup?directory=x").status()).isEqualTo(400);
    Answer answer = Answer.ofMethod(api, "PUT", "/api/v1/backup?directory=%2Fb%2Fc");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.text()).contains("no room");
    assertThat(asked).containsExactly("backup " + Path.of("/b/c"));
  }

  @Test
  void reindex_begins() throws IOException {
    assertThat(Answer.ofMethod(api, "PUT", "/api/v1/reindex").status()).isEqualTo(202);
    assertThat(asked).containsExactly("reindex");
  }

  @Test
  void apiThatOnlyReads_changesNothing() throws IOException {
    QueryApi reading =
        new QueryApi(
            FakeRunReader.withDemo(),
            new Telemetry(),
            ServerInfo.offline("test"),
            () -> Instant.EPOCH);
    Answer answer = Answer.ofMethod(reading, "DELETE", "/api/v1/traces/" + TRACE);
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.headers()).containsEntry("Allow", "GET");
  }
}

package io.treeline.query.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.telemetry.Telemetry;
import io.treeline.query.Answer;
import io.treeline.query.DemoRun;
import io.treeline.query.FakeRunReader;
import io.treeline.query.json.JsonValue;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SpanEndpointsTest {
  private static final String SPAN = "/api/v1/traces/" + DemoRun.TRACE + "/spans/0000000000000002";

  private final QueryApi api =
      new QueryApi(
          FakeRunReader.withDemo(),
          new Telemetry(),
          ServerInfo.offline("1.2.3"),
          () -> Instant.parse("2026-11-23T10:01:00Z"));

  private Answer get(String target) throws IOException {
    return Answer.of(api, target);
  }

  @Test
  void span_saysWhatItIs_andWhy() throws IOException {
    JsonValue span = get(SPAN).json();

    assertThat(span.get("kind").text()).isEqualTo("llm");
    assertThat(span.get("kind_rule").text())
        .isEqualTo("rung 2: span attribute openinference.span.kind");
    assertThat(span.get("run_id").text()).isEqualTo(DemoRun.ID.toString());
    assertThat(span.get("tokens").get("input").count(-1)).isEqualTo(51);
    assertThat(span.get("tokens").get("cache_read").isNull()).isTrue();
    assertThat(span.get("token_basis").get("reasoning").text()).isEqualTo("no subset reported");
    assertThat(span.get("step").get("charge_reason").text()).isEqualTo("the only view of its call");
    assertThat(span.get("step").get("price").text()).isEqualTo("openai/gpt-5");
    JsonValue field = span.get("fields").items().getFirst();
    assertThat(field.get("source").text()).isEqualTo("span attribute llm.model_name");
  }

  @Test
  void span_hasItsConversation_andItsAttributesAsSent() throws IOException {
    JsonValue span = get(SPAN).json();

    JsonValue user = span.get("messages").items().getFirst();
    assertThat(user.get("role").text()).isEqualTo("user");
    assertThat(user.get("parts").items().getLast().get("size_bytes").count(0)).isEqualTo(2_048);
    JsonValue call = span.get("messages").items().getLast().get("parts").items().getFirst();
    assertThat(call.get("type").text()).isEqualTo("tool_call");
    assertThat(call.get("cut").isTrue()).isTrue();
    JsonValue count = span.get("attributes").items().getLast();
    assertThat(count.get("key").text()).isEqualTo("llm.token_count.prompt");
    assertThat(count.get("value").count(0)).isEqualTo(51);
    assertThat(span.get("span_kind").text()).isEqualTo("internal");
  }

  @Test
  void span_isFoundWithoutItsTrace() throws IOException {
    assertThat(get("/api/v1/spans/0000000000000002").text()).isEqualTo(get(SPAN).text());
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/spans/0000000000000003, 404",
    "/api/v1/spans/xyz, 400",
    "/api/v1/traces/00000000000000000000000000000001/spans/0000000000000002, 404",
    "/api/v1/traces/xyz/spans/0000000000000002, 400",
    "/api/v1/spans/0000000000000002?what=ever, 400",
    "/api/v1/dialects?what=ever, 400",
    "/api/v1/findings?severity=bad, 400",
  })
  void badRequest_isAnswered(String target, int status) throws IOException {
    assertThat(get(target).status()).isEqualTo(status);
  }

  @Test
  void dialects_nameHowTheyAreRecognised() throws IOException {
    JsonValue dialect = get("/api/v1/dialects").json().get("dialects").items().getFirst();

    assertThat(dialect.get("name").text()).isEqualTo("acme");
    assertThat(dialect.get("table").text()).isEqualTo("acme.dialect");
    assertThat(dialect.get("keys").items()).hasSize(1);
  }

  @Test
  void findings_nameTheirRuns_andAreFilteredBySeverity() throws IOException {
    JsonValue all = get("/api/v1/findings").json();
    JsonValue finding = all.get("findings").items().getFirst();

    assertThat(finding.get("run_id").text()).isEqualTo(DemoRun.ID.toString());
    assertThat(finding.get("rule").text()).isEqualTo("ERROR_RECOVERED");
    assertThat(all.get("returned").count(0)).isEqualTo(all.get("findings").items().size());
    assertThat(get("/api/v1/findings?severity=warn").json().get("findings").items()).isEmpty();
  }
}

package io.treeline.processor.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.treeline.model.StepKind;
import io.treeline.processor.facts.Field;
import io.treeline.processor.facts.SpanFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A user's own table: what it can say, and what it is told when it is wrong.
final class TablesTest {
  @TempDir private Path folder;

  private Dialects load(String... lines) throws IOException {
    Path file = folder.resolve("own.dialect");
    Files.write(file, List.of(lines));
    return Dialects.load(List.of(file));
  }

  @Test
  void userTable_namesHomeMadeSpans() throws IOException {
    Dialects dialects =
        load(
            "dialect acme Our own agent loop",
            "recognise key acme.*",
            "",
            "kind 1 acme.step            # beats every other rung",
            "  think answer = llm",
            "  act = tool",
            "  loop = agent_if_named",
            "kind 1 name from acme",
            "  \"run of *\" = workflow",
            "field agent_name 5 acme.bot",
            "field session_id 5 acme.chat",
            "field input_tokens 5 acme.usage > tokens.in",
            "field time_to_first_token_nanos 5 acme.first in ms",
            "field tool_name 5 acme.call like \"call(*,\" when tool",
            "output 5 acme.said when llm,agent");
    SpanFacts call =
        SpanOf.name("step 1")
            .with("acme.step", "think")
            .with("acme.chat", "c-1")
            .with("acme.bot", "helper")
            .with("acme.usage", "{\"tokens\":{\"in\":12}}")
            .with("acme.first", 3)
            .with("acme.said", "hello")
            .facts(dialects);

    assertThat(call.kind()).isEqualTo(StepKind.LLM);
    assertThat(call.dialects()).containsExactly("acme");
    assertThat(call.fields().text(Field.SESSION_ID)).isEqualTo("c-1");
    assertThat(call.usage().input()).isEqualTo(12);
    assertThat(call.fields().count(Field.TIME_TO_FIRST_TOKEN_NANOS)).isEqualTo(3_000_000);
    assertThat(call.output().text()).isEqualTo("hello");
    SpanFacts tool =
        SpanOf.name("x")
            .with("acme.step", "act")
            .with("acme.call", "call(search, 1)")
            .facts(dialects);
    assertThat(tool.fields().text(Field.TOOL_NAME)).isEqualTo("search");
    assertThat(SpanOf.name("run of today").with("acme.x", 1).facts(dialects).kind())
        .isEqualTo(StepKind.WORKFLOW);
    assertThat(SpanOf.name("run of today").facts(dialects).kind()).isEqualTo(StepKind.UNKNOWN);
  }

  @Test
  void documentedExample_doesWhatItSays() throws IOException {
    String page = Files.readString(Path.of("../docs/dialects.md"));
    String table = page.substring(page.indexOf("```dialect") + 10).split("```", 2)[0];
    Dialects dialects = load(table.split("\n", -1));

    SpanFacts agent = SpanOf.name("run of support bot").with("acme.bot", "support").facts(dialects);
    assertThat(agent.kind()).isEqualTo(StepKind.AGENT);
    assertThat(agent.fields().text(Field.AGENT_NAME)).isEqualTo("support");
    SpanFacts call =
        SpanOf.name("step 3")
            .with("acme.step", "think")
            .with("acme.usage", "{\"tokens\": {\"in\": 812, \"out\": 64}}")
            .with("acme.said", "Your parcel arrives on Monday.")
            .facts(dialects);
    assertThat(call.kind()).isEqualTo(StepKind.LLM);
    assertThat(call.usage().total()).isEqualTo(876);
    assertThat(call.output().text()).isEqualTo("Your parcel arrives on Monday.");
    SpanFacts tool =
        SpanOf.name("step 4")
            .with("acme.step", "act")
            .with("acme.call", "track(x)")
            .facts(dialects);
    assertThat(tool.fields().text(Field.TOOL_NAME)).isEqualTo("track");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "feild session_id 5 acme.chat | unknown entry: feild",
        "field sesion_id 5 acme.chat | unknown field: sesion_id",
        "field session_id acme.chat | the rank is no number: acme.chat",
        "field session_id 5 | expected a key",
        "field session_id 5 acme.chat in parsecs | unknown unit: parsecs",
        "field session_id 5 acme.chat when tol | unknown kind: tol",
        "field session_id 5 acme.chat nonsense | unexpected: nonsense",
        "field time_to_first_token_nanos 5 acme.first | needs a unit",
        "field session_id 5 a* | a key may end in *",
        "field session_id 5 \"acme.chat | a quote is not closed",
        "kind x acme.step | the rung is no number",
        "event acme.said | expected score, read, output or input",
        "recognise nothing acme | expected key or scope"
      })
  void badEntry_isRefused_withFileAndLine(String entry, String problem) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> load("dialect acme Ours", entry))
        .withMessageContaining("own.dialect:2: ")
        .withMessageContaining(problem);
  }

  @Test
  void allBadEntries_areListedAtOnce() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> load("  llm = llm", "recognise key acme.*", "kind 1 name from nobody"))
        .withMessageContaining("own.dialect:1: an indented line belongs below a kind entry")
        .withMessageContaining("own.dialect:2: a dialect entry must come first")
        .withMessageContaining("no table has the dialect nobody");
  }

  @Test
  void bundledTables_nameTheirDialects() {
    assertThat(Dialects.bundled().names())
        .contains("otel-genai", "openinference", "openllmetry", "vercel-ai-sdk", "spring-ai")
        .contains("google-adk", "pydantic-ai", "logfire", "agent-framework", "langsmith")
        .contains("langfuse", "mlflow", "haystack", "litellm", "strands", "openai-agents")
        .doesNotHaveDuplicates();
  }
}

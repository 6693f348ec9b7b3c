package io.treeline.processor.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.StepKind;
import io.treeline.model.ingest.Chunk;
import io.treeline.processor.facts.SpanFacts;
import io.treeline.testkit.Chunks;
import io.treeline.testkit.Corpus;
import io.treeline.testkit.Corpus.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Real client traffic against the facts it must give. `-Dgolden=update` rewrites the expected
/// files; review the difference.
final class DialectsGoldenTest {
  private static final Path EXPECTED = Path.of("src/test/resources/dialect-facts");

  /// Its calls report what their whole tool loop used so far; the ledger takes that apart.
  private static final String SENDS_SUMS = "spring-ai-1";

  private final Dialects dialects = Dialects.bundled();

  static List<String> recordings() {
    return Corpus.names();
  }

  static List<String> plainRecordings() {
    return Corpus.names().stream().filter(name -> !name.equals(SENDS_SUMS)).toList();
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void facts_ofRealTraffic_areAsReviewed(String recording) throws IOException {
    String facts = facts(recording);
    Path expected = EXPECTED.resolve(recording + ".txt");
    if ("update".equals(System.getProperty("golden"))) {
      Files.createDirectories(EXPECTED);
      Files.writeString(expected, facts);
    }
    assertThat(facts).isEqualTo(Files.readString(expected));
  }

  /// These recordings send no call twice and no sums, so plain sums must be right already.
  @ParameterizedTest
  @MethodSource("plainRecordings")
  void llmCallsAndTokens_ofRealTraffic_areTheTrueOnes(String recording) {
    List<SpanFacts> calls =
        spans(recording).stream().filter(span -> span.kind() == StepKind.LLM).toList();

    assertThat(calls).hasSize((int) truth(recording, "llm_calls"));
    assertThat(sum(calls, call -> call.usage().input()))
        .isEqualTo(truth(recording, "tokens.input"));
    assertThat(sum(calls, call -> call.usage().output()))
        .isEqualTo(truth(recording, "tokens.output"));
    assertThat(sum(calls, call -> call.usage().total()))
        .isEqualTo(truth(recording, "tokens.total"));
  }

  private static long sum(List<SpanFacts> calls, ToLongFunction<SpanFacts> count) {
    return calls.stream().mapToLong(count).sum();
  }

  private static long truth(String recording, String fact) {
    Matcher found =
        Pattern.compile("\"" + Pattern.quote(fact) + "\": \\{\"accept\": \\[(\\d+)")
            .matcher(Corpus.truth(recording));
    assertThat(found.find()).isTrue();
    return Long.parseLong(found.group(1));
  }

  private List<SpanFacts> spans(String recording) {
    return Corpus.requests(recording).stream()
        .filter(request -> request.signal() == Signal.TRACES)
        .flatMap(request -> Chunks.ofTraces(request.body()).stream())
        .flatMap(chunk -> dialects.decodeSpans(chunk).stream())
        .toList();
  }

  private String facts(String recording) {
    StringBuilder out = new StringBuilder();
    for (Corpus.Request request : Corpus.requests(recording)) {
      if (request.signal() == Signal.TRACES) {
        for (Chunk chunk : Chunks.ofTraces(request.body())) {
          dialects.decodeSpans(chunk).forEach(span -> out.append(FactsText.of(span)));
        }
      } else if (request.signal() == Signal.LOGS) {
        for (Chunk chunk : Chunks.ofLogs(request.body())) {
          dialects.decodeLogs(chunk).forEach(log -> out.append(FactsText.of(log)));
        }
      }
    }
    return out.toString();
  }
}

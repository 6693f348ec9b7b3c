package io.treeline.query.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonGenerator;
import io.treeline.model.AgentTree;
import io.treeline.model.Run;
import io.treeline.model.Step;
import io.treeline.model.read.StepPage;
import io.treeline.query.DemoRun;
import io.treeline.query.json.JsonDocument;
import io.treeline.query.json.JsonStreams;
import io.treeline.query.json.JsonValue;
import io.treeline.query.json.RunJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RunTextGoldenTest {
  private static final Path GOLDEN = Path.of("src/test/resources/io/treeline/query/text");
  private static final Screen NARROW = new Screen(80, false, Glyphs.UNICODE);
  private static final Screen WIDE = new Screen(140, false, Glyphs.UNICODE);

  @Test
  void demoRun_in80Columns_readsLikeTheSample() throws IOException {
    assertGolden("demo-80.txt", text(document(DemoRun.tree()), NARROW));
  }

  @Test
  void demoRun_in140Columns_readsLikeTheSample() throws IOException {
    assertGolden("demo-140.txt", text(document(DemoRun.tree()), WIDE));
  }

  @Test
  void deepTree_in80Columns_staysReadable() throws IOException {
    assertGolden("deep-80.txt", text(document(deepTree()), NARROW));
  }

  /// Compares with the file of that name; `-Dgolden=update` rewrites it, for review.
  private static void assertGolden(String name, String text) throws IOException {
    Path file = GOLDEN.resolve(name);
    if ("update".equals(System.getProperty("golden"))) {
      Files.createDirectories(GOLDEN);
      Files.writeString(file, text + "\n");
    }
    assertThat(text + "\n").isEqualTo(Files.readString(file));
  }

  private static AgentTree deepTree() {
    Run run = DemoRun.run();
    List<Step> steps = new ArrayList<>();
    steps.add(DemoRun.agent(1, 0, "supervisor", 0, 0, 3_200));
    for (int depth = 1; depth <= 34; depth++) {
      steps.add(
          DemoRun.tool(
              2L * depth, 1, "ask_agent_number_" + depth, depth, depth, 190_000, null, null));
    }
    steps.add(DemoRun.llm(99, 1, "gpt-5", 1, 10, 412, 51, 7, 0, "tool_call", 2_500_000));
    return new AgentTree(run, steps);
  }

  private static JsonValue document(AgentTree tree) throws IOException {
    List<StepPage.Row> rows = tree.steps().stream().map(step -> new StepPage.Row(step, 0)).toList();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = JsonStreams.open(bytes)) {
      RunJson.writeDetail(out, tree.run(), new StepPage(rows, rows.size(), null));
    }
    return JsonDocument.parse(bytes.toByteArray());
  }

  private static String text(JsonValue run, Screen screen) {
    return String.join("\n", RunText.lines(run, screen));
  }
}

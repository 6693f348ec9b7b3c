package io.treeline.processor.findings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// `docs/findings.md` names every rule and every threshold with its default.
class FindingsDocTest {
  private static final Pattern CODE = Pattern.compile("`([a-zA-Z_]+)`");

  @Test
  void rules_areAllDescribed() throws IOException {
    List<String> described = new ArrayList<>();
    for (String line : table("| rule |")) {
      described.addAll(codes(line.split("\\|", -1)[1]));
    }

    for (Rule rule : Rule.values()) {
      assertThat(described).contains(rule.name());
    }
    assertThat(described).hasSize(Rule.values().length);
    assertThat(described).hasSizeGreaterThanOrEqualTo(30);
  }

  @Test
  void thresholds_areAllDescribed_withTheirDefaults() throws IOException {
    List<String> described = new ArrayList<>();
    for (String line : table("| key |")) {
      String[] cells = line.split("\\|", -1);
      List<String> keys = codes(cells[1]);
      String[] values = cells[2].split(",", -1);
      for (int i = 0; i < keys.size(); i++) {
        described.add(keys.get(i) + " " + Double.parseDouble(values[i].strip()));
      }
    }

    assertThat(described)
        .containsExactlyInAnyOrderElementsOf(
            List.of(Threshold.values()).stream()
                .map(threshold -> threshold.key() + " " + threshold.byDefault())
                .toList());
  }

  private static List<String> codes(String text) {
    List<String> codes = new ArrayList<>();
    Matcher code = CODE.matcher(text);
    while (code.find()) {
      codes.add(code.group(1));
    }
    return codes;
  }

  /// The rows of the table with that heading.
  private static List<String> table(String heading) throws IOException {
    List<String> lines = Files.readAllLines(Path.of("../docs/findings.md"));
    int start = 0;
    while (!lines.get(start).startsWith(heading)) {
      start++;
    }
    return lines.subList(start + 2, lines.size()).stream()
        .takeWhile(line -> line.startsWith("|"))
        .toList();
  }
}

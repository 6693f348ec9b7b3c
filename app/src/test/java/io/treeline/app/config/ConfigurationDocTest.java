package io.treeline.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.app.config.Components.Component;
import io.treeline.app.config.ConfigLoader.Request;
import io.treeline.app.config.Report.KnownKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// `docs/configuration.md` lists every key that the code reads, with what it takes, its default and
/// its tier, and no other.
class ConfigurationDocTest {
  private static final Path DOC = Path.of("../docs/configuration.md");
  private static final String EVERY_SECTION = "src/test/resources/config/every-section.yaml";

  /// A table stands for each section that its heading names.
  private static final Pattern HEADING = Pattern.compile("^#+ .*");

  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern ROW =
      Pattern.compile("^\\| `([^`]+)` \\| ([^|]*) \\| ([^|]*) \\| ([^|]*) \\|.*");

  private static final int MIN_KEYS = 150;

  @Test
  void doc_everyKeyOfTheCode_isThereWithItsDefaultAndTier() throws IOException {
    List<String> code =
        ConfigLoader.knownKeys(
                new Request(List.of(EVERY_SECTION), List.of(), Map.of(), false, false, false))
            .stream()
            .map(ConfigurationDocTest::row)
            .toList();

    assertThat(code).hasSizeGreaterThan(MIN_KEYS);
    assertThat(documented()).containsExactlyInAnyOrderElementsOf(code);
  }

  @Test
  void doc_everyComponentKnownByName_isThere() throws IOException {
    String doc = Files.readString(DOC);

    for (Component component : Components.known()) {
      assertThat(doc).contains("`" + component.type() + "`");
    }
  }

  private static String row(KnownKey key) {
    return String.join(" | ", key.path(), key.values(), key.otherwise(), key.tier().words());
  }

  private static List<String> documented() throws IOException {
    List<String> rows = new ArrayList<>();
    List<String> sections = List.of();
    for (String line : Files.readAllLines(DOC)) {
      if (HEADING.matcher(line).matches()) {
        sections = CODE.matcher(line).results().map(match -> match.group(1)).toList();
      }
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        for (String section : sections) {
          rows.add(
              String.join(
                  " | ",
                  section + "." + row.group(1),
                  row.group(2).strip(),
                  row.group(3).strip(),
                  row.group(4).strip()));
        }
      }
    }
    return rows;
  }
}

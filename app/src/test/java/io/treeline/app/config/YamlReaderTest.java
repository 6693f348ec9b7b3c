package io.treeline.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.treeline.app.config.ConfigNode.FlagNode;
import io.treeline.app.config.ConfigNode.ListNode;
import io.treeline.app.config.ConfigNode.MapNode;
import io.treeline.app.config.ConfigNode.NullNode;
import io.treeline.app.config.ConfigNode.NumberNode;
import io.treeline.app.config.ConfigNode.TextNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlReaderTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "123, 123",
    "-7, -7",
    "+7, 7",
    "0123, 83",
    "0o17, 15",
    "0b101, 5",
    "0xdeadbeef, 3735928559",
    "1_000, 1000",
    "1.5, 1.5",
    "1e3, 1000",
    ".5, 0.5",
    "089, 89",
    "18446744073709551615, 1.8446744073709552E19"
  })
  void read_plainNumber_isGosNumber(String text, double number) {
    assertThat(one(text))
        .isInstanceOfSatisfying(
            NumberNode.class, node -> assertThat(node.value().doubleValue()).isEqualTo(number));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "yes",
        "on",
        "y",
        "0x",
        "1.2.3",
        "127.0.0.1:80",
        "2024-01-02",
        "'12'",
        "!!str 12",
        "-"
      })
  void read_whatOnlyLooksLikeAnotherType_isText(String text) {
    assertThat(one(text.equals("-") ? "\"-\"" : text)).isInstanceOf(TextNode.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "~", "null", "Null", "NULL"})
  void read_null_isNoValue(String text) {
    assertThat(one(text)).isInstanceOf(NullNode.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "True", "TRUE"})
  void read_true_isAFlag(String text) {
    assertThat(one(text)).isEqualTo(new FlagNode(true, "c:1"));
  }

  @Test
  void read_mergeKeys_addWhatTheMappingDoesNotSayItself() {
    MapNode root =
        map(
            """
            a: &a {x: 1, y: 2}
            b: &b {y: 3, z: 4}
            one: {<<: *a, y: 9}
            two: {y: 8, <<: [*a, *b]}
            """);

    assertThat(numbers(root, "one")).isEqualTo("{y=9, x=1}");
    assertThat(numbers(root, "two")).isEqualTo("{y=8, x=1, z=4}");
  }

  @Test
  void read_mergeKeyInQuotes_isAKeyLikeOthers() {
    assertThat(numbers(map("a: {'<<': 1}"), "a")).isEqualTo("{<<=1}");
  }

  @Test
  void read_keysWithTwoColons_nestAndJoin() {
    MapNode root =
        map(
            """
            typed::options:
              floating::point: 3
              floating::other: 4
            typed:
              more: 5
            """
                .replace("typed:\n", "typed::plain:\n"));

    assertThat(plain(root))
        .isEqualTo("{typed={options={floating={point=3, other=4}}, plain={more=5}}}");
  }

  @Test
  void read_secondDocument_isNotLookedAt() {
    assertThat(plain(map("---\na: 1\n---\nb: [")).toString()).isEqualTo("{a=1}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a: 1\\na: 2 | c:2: a is given twice",
        "a: *x | c:1: *x stands for nothing above it",
        "a: &x [*x] | c:1: *x stands for nothing above it",
        "{a: 1}: 2 | c:1: a key must be plain text",
        "a: {<<: 1} | << takes a mapping",
        "a: [ | not valid YAML",
        "a: b: c | c:1: not valid YAML: mapping values are not allowed here"
      })
  void read_whatIsWrong_isNamedWithItsLine(String yaml, String problem) {
    assertThatThrownBy(() -> YamlReader.read("c", yaml.strip().replace("\\n", "\n")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(problem.strip());
  }

  @Test
  void read_brokenYaml_keepsItsTextToItself() {
    assertThatThrownBy(() -> YamlReader.read("c", "token: \"secret\nx: ]"))
        .hasMessageNotContaining("secret");
  }

  @Test
  void read_aliasesThatMultiply_areRefused() {
    StringBuilder yaml = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 10; i++) {
      String alias = "*a" + (i - 1);
      yaml.append(
          "a%d: &a%d [%s]\n"
              .formatted(i, i, String.join(", ", java.util.Collections.nCopies(10, alias))));
    }
    assertThatThrownBy(() -> YamlReader.read("c", yaml.toString()))
        .hasMessageContaining("more than 100000 values");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{", "- ", "a: {", "? ", "[a, "})
  void read_endlessNesting_isRefusedSoon(String open) {
    long start = System.nanoTime();

    assertThatThrownBy(() -> YamlReader.read("c", open.repeat(100_000)))
        .isInstanceOf(ConfigException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }

  private static ConfigNode one(String value) {
    ConfigNode node = map("v: " + value).entries().get("v");
    assertThat(node).isNotNull();
    return node;
  }

  private static MapNode map(String yaml) {
    return (MapNode) YamlReader.read("c", yaml);
  }

  private static String numbers(MapNode root, String key) {
    ConfigNode node = root.entries().get(key);
    assertThat(node).isNotNull();
    return plain(node);
  }

  private static String plain(ConfigNode node) {
    return switch (node) {
      case MapNode map -> {
        java.util.Map<String, String> plain = new java.util.LinkedHashMap<>();
        map.entries().forEach((key, value) -> plain.put(key, plain(value)));
        yield plain.toString();
      }
      case ListNode list -> list.items().stream().map(YamlReaderTest::plain).toList().toString();
      case NumberNode number -> number.text();
      case TextNode text -> text.text();
      case ConfigNode other -> "null";
    };
  }
}

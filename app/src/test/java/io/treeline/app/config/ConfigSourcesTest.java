package io.treeline.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.treeline.app.config.ConfigNode.ListNode;
import io.treeline.app.config.ConfigNode.MapNode;
import io.treeline.app.config.ConfigNode.NullNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigSourcesTest {
  @Test
  void merged_severalSources_laterWinsKeyByKeyAndListsAreReplaced() {
    MapNode tree =
        merged(
            List.of("yaml:a: {x: one, y: [one, two]}", "yaml:a: {y: [three], z: four}"), List.of());

    assertThat(text(tree, "a", "x")).isEqualTo("one");
    assertThat(text(tree, "a", "z")).isEqualTo("four");
    assertThat(Values.texts(at(tree, "a", "y"))).containsExactly("three");
  }

  @Test
  void merged_nullInALaterSource_takesTheMappingAway() {
    assertThat(at(merged(List.of("yaml:a: {x: one}", "yaml:a:"), List.of()), "a"))
        .isInstanceOf(NullNode.class);
  }

  @Test
  void merged_emptySource_changesNothing() {
    assertThat(text(merged(List.of("yaml:a: {x: one}", "yaml:# nothing"), List.of()), "a", "x"))
        .isEqualTo("one");
  }

  @ParameterizedTest
  @CsvSource({
    "processors.batch.timeout=2s",
    "processors::batch::timeout=2s",
    "' processors.batch.timeout = 2s '",
    "'processors.batch={timeout: 2s}'"
  })
  void merged_assignment_winsOverFiles(String assignment) {
    MapNode tree = merged(List.of("yaml:processors: {batch: {timeout: 1s}}"), List.of(assignment));

    assertThat(text(tree, "processors", "batch", "timeout")).isEqualTo("2s");
    assertThat(at(tree, "processors", "batch", "timeout").place())
        .isEqualTo(
            assignment.contains("{")
                ? "--set processors.batch"
                : "--set " + assignment.substring(0, assignment.indexOf('=')).strip());
  }

  @Test
  void merged_yamlUriWithColons_setsOneKey() {
    MapNode tree = merged(List.of("yaml:exporters::treeline::ack_after: write"), List.of());

    assertThat(text(tree, "exporters", "treeline", "ack_after")).isEqualTo("write");
  }

  @Test
  void merged_valueWithColonsAndEquals_isTakenWhole() {
    MapNode tree = merged(List.of(), List.of("a=x=y:z", "list=[a, b]"));

    assertThat(text(tree, "a")).isEqualTo("x=y:z");
    assertThat(at(tree, "list")).isInstanceOf(ListNode.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "=b", " =b"})
  void merged_assignmentWithoutKeyOrSign_isRefused(String assignment) {
    assertThatThrownBy(() -> merged(List.of(), List.of(assignment)))
        .hasMessageContaining("expected key=value");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://x/y", "https://x", "s3:x", "env:MISSING", "file:/no/such/file"})
  void merged_sourceThatCannotBeHad_isRefused(String source) {
    assertThatThrownBy(() -> merged(List.of(source), List.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("--config");
  }

  @Test
  void merged_variableAsSource_isReadAndExpanded() {
    MapNode tree =
        new ConfigSources(Map.of("OTEL_CONFIG", "a: ${B}", "B", "c"), new ArrayList<>())
            .merged(List.of("env:OTEL_CONFIG"), List.of());

    assertThat(text(tree, "a")).isEqualTo("c");
  }

  private static MapNode merged(List<String> sources, List<String> assignments) {
    return new ConfigSources(Map.of(), new ArrayList<>()).merged(sources, assignments);
  }

  private static String text(MapNode tree, String... path) {
    return Values.text(at(tree, path));
  }

  private static ConfigNode at(MapNode tree, String... path) {
    @Nullable ConfigNode node = tree;
    for (String key : path) {
      assertThat(node).isInstanceOf(MapNode.class);
      node = ((MapNode) node).entries().get(key);
    }
    assertThat(node).isNotNull();
    return node;
  }
}

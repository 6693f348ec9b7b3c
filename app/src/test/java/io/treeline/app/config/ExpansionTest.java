package io.treeline.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.treeline.app.config.ConfigNode.ListNode;
import io.treeline.app.config.ConfigNode.MapNode;
import io.treeline.app.config.ConfigNode.NullNode;
import io.treeline.app.config.ConfigNode.NumberNode;
import io.treeline.app.config.ConfigNode.TextNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The Collector's rules of substitution.
///
/// Source: opentelemetry-collector, docs/rfcs/env-vars.md (the table of types) and
/// confmap/internal/e2e (cases).
class ExpansionTest {
  private static final String DIRECT = "field: ${env:ENV}";
  private static final String INLINE = "field: \"inline field with ${env:ENV} expansion\"";

  private final Map<String, String> environment = new HashMap<>();
  private final List<String> notes = new ArrayList<>();

  static Stream<Arguments> wholeValuesAsText() {
    return Stream.of(
            "123",
            "0123",
            "0xdeadbeef",
            "\"0123\"",
            "!!str 0123",
            "1111:1111:1111:1111:1111::",
            "2006-01-02T15:04:05Z07:00",
            "2023-03-20T03:17:55.432328Z",
            "[\"a\",",
            "[filelog,windowseventlog/application]",
            "[\"filelog\",\"$ENV_VALUE\"]",
            "{\"field\": 123}",
            "true")
        .map(Arguments::of);
  }

  @ParameterizedTest
  @MethodSource("wholeValuesAsText")
  void apply_wholeValueWhereTextIsWanted_keepsTheTextAsWritten(String value) {
    assertThat(directly(DIRECT, value).map(Values::text)).containsOnly(value);
    assertThat(directly(INLINE, value).map(Values::text))
        .containsOnly("inline field with " + value + " expansion");
  }

  static Stream<Arguments> numbers() {
    return Stream.of(
        Arguments.of("123", 123L),
        Arguments.of("0123", 83L),
        Arguments.of("0xdeadbeef", 3735928559L));
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void apply_wholeValueWhereANumberIsWanted_isWhatYamlMakesOfIt(String value, long number) {
    assertThat(directly(DIRECT, value).map(Values::wholeNumber)).containsOnly(number);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"0123\"", "t", "true", "1.5"})
  void apply_wholeValueOfAnotherType_isNoNumber(String value) {
    assertThat(directly(DIRECT, value))
        .allSatisfy(node ->
            assertThatThrownBy(() -> Values.wholeNumber(node))
                .hasMessageContaining("expected a whole number"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"t", "23", "\"true\"", "yes"})
  void apply_wholeValueOfAnotherType_isNoFlag(String value) {
    assertThat(directly(DIRECT, value))
        .allSatisfy(node ->
            assertThatThrownBy(() -> Values.flag(node))
                .hasMessageContaining("expected true or false"));
  }

  @Test
  void apply_commentWithAReferenceBehindAFlag_isAFlagAndNoText() {
    String value = "true # comment with a ${env:hello.world} reference";

    assertThat(directly(DIRECT, value))
        .allSatisfy(node -> {
          assertThat(Values.flag(node)).isTrue();
          assertThatThrownBy(() -> Values.text(node)).hasMessageContaining("expected text");
        });
    assertThatThrownBy(() -> directly(INLINE, value).toList())
        .hasMessageContaining("\"hello.world\" is no name of a variable");
  }

  @Test
  void apply_listInAVariable_isAListAndAText() {
    environment.put("ENV_VALUE", "testreceiver");

    assertThat(directly(DIRECT, "[filelog,'${env:ENV_VALUE}']"))
        .allSatisfy(node -> {
          assertThat(Values.texts(node)).containsExactly("filelog", "testreceiver");
          assertThat(Values.text(node)).isEqualTo("[filelog,'testreceiver']");
        });
  }

  static Stream<Arguments> escaped() {
    return Stream.of(
        Arguments.of("$$ENV", "$ENV"),
        Arguments.of("$${ENV}", "${ENV}"),
        Arguments.of("$${env:ENV}", "${env:ENV}"),
        Arguments.of("[\"filelog\",\"$${env:ENV_VALUE}\"]", "[\"filelog\",\"${env:ENV_VALUE}\"]"));
  }

  @ParameterizedTest
  @MethodSource("escaped")
  void apply_escapesInAVariable_becomeOneDollar(String value, String text) {
    assertThat(directly(DIRECT, value).map(Values::text)).containsOnly(text);
    assertThat(directly(INLINE, value).map(Values::text))
        .containsOnly("inline field with " + text + " expansion");
  }

  static Stream<Arguments> written() {
    return Stream.of(
        Arguments.of("$$ENV_VALUE", "$ENV_VALUE"),
        Arguments.of("$$$$ENV_VALUE", "$$ENV_VALUE"),
        Arguments.of("$$${ENV_VALUE}", "$some expanded value"),
        Arguments.of("some${ENV_VALUE}text", "somesome expanded valuetext"),
        Arguments.of("some$${ENV_VALUE}text", "some${ENV_VALUE}text"),
        Arguments.of("$${ONE}$${TWO}", "${ONE}${TWO}"),
        Arguments.of("text$$", "text$"),
        Arguments.of("$$", "$"),
        Arguments.of("$${1}$${env:2}", "${1}${env:2}"),
        Arguments.of("$${env:${ENV_VALUE}}", "${env:some expanded value}"),
        Arguments.of("$${env:$${ENV_VALUE}}", "${env:${ENV_VALUE}}"),
        Arguments.of("env:MAP_VALUE_2}$${ENV_VALUE}{", "env:MAP_VALUE_2}${ENV_VALUE}{"),
        Arguments.of("$ENV_VALUE", "$ENV_VALUE"),
        Arguments.of("${env:NESTED_DOLLARSIGN}", "here is 1 $"),
        Arguments.of("${env:NESTED_DOLLARSIGNS}", "here are 2 $$"),
        Arguments.of("${env:EXPAND_NESTED}", "some expanded value came from nested expansion"),
        Arguments.of("${env:UNDEFINED:-default_value}", "default_value"),
        Arguments.of("${UNDEFINED:-default_value}", "default_value"),
        Arguments.of("${env:UNDEFINED:-}", ""),
        Arguments.of("${env:UNDEFINED:-$${env:UNDEFINED}}", "${env:UNDEFINED:-${env:UNDEFINED}}"),
        Arguments.of("${env:${NAME_OF_IT}}", "some expanded value"),
        Arguments.of(
            "a $${ENV_VALUE} and a ${ENV_VALUE}", "a ${ENV_VALUE} and a some expanded value"),
        Arguments.of("${yaml:x}", "x"));
  }

  @ParameterizedTest
  @MethodSource("written")
  void apply_referencesAndEscapesInAFile_areReplacedOnce(String written, String text) {
    environment.put("ENV_VALUE", "some expanded value");
    environment.put("NESTED_DOLLARSIGN", "here is 1 $$");
    environment.put("NESTED_DOLLARSIGNS", "here are 2 $$$");
    environment.put("EXPAND_NESTED", "${env:ENV_VALUE} came from nested expansion");
    environment.put("NAME_OF_IT", "ENV_VALUE");

    assertThat(Values.text(field("field: \"" + written + "\""))).isEqualTo(text);
  }

  @Test
  void apply_mapsWithinVariables_areExpandedToTheirEnd() {
    environment.put("ENV", "{env: \"${env:ENV2}\", inline: \"inline ${env:ENV2}\"}");
    environment.put("ENV2", "{env2: \"${env:ENV3}\"}");
    environment.put("ENV3", "{value: 123}");

    ConfigNode node = field(DIRECT);

    assertThat(plain(node))
        .isEqualTo(
            Map.of(
                "env",
                Map.of("env2", Map.of("value", 123L)),
                "inline",
                "inline {env2: \"{value: 123}\"}"));
    assertThat(Values.text(node))
        .isEqualTo(
            "{env: \"{env2: \"{value: 123}\"}\", inline: \"inline {env2: \"{value: 123}\"}\"}");
  }

  @Test
  void apply_listOfReferences_holdsNumbersAndTheirTexts() {
    environment.put("VALUE", "1234");

    ConfigNode node = field("field: [key: [\"${env:VALUE}\"]]");

    assertThat(plain(node)).isEqualTo(List.of(Map.of("key", List.of(1234L))));
  }

  @Test
  void apply_emptyVariable_isNoValue() {
    environment.put("ENV", "");

    assertThat(Values.parsed(field(DIRECT))).isInstanceOf(NullNode.class);
    assertThat(notes).isEmpty();
  }

  @Test
  void apply_variableThatIsNotSet_isNoValueAndOneWarning() {
    assertThat(Values.parsed(field("field: [\"${env:ENV}\", \"${ENV}\"]")))
        .isInstanceOfSatisfying(
            ListNode.class,
            list ->
                assertThat(list.items())
                    .allSatisfy(
                        item -> assertThat(Values.parsed(item)).isInstanceOf(NullNode.class)));
    assertThat(notes)
        .singleElement()
        .asString()
        .isEqualTo("c.yaml:1: environment variable ENV is not set, using the default");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "${1}",
        "${env:a-b}",
        "${env:a.b}",
        "${env:${}}",
        "${http://example.com}",
        "${vault:x}",
        "${env:A$B}",
        "${}"
      })
  void apply_badReferences_areErrors(String written) {
    assertThatThrownBy(() -> field("field: '" + written + "'"))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("c.yaml:1: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "${env:ENV}",
        "x${env:ENV}",
        "${env:ENV}${env:ENV}",
        "{a: \"${env:ENV}\"}",
        "[\"${env:ENV}\", \"${env:ENV}\"]"
      })
  void apply_variableThatNamesItself_endsWithAnErrorSoon(String value) {
    environment.put("ENV", value);
    long start = System.nanoTime();

    assertThatThrownBy(() -> field(DIRECT)).isInstanceOf(ConfigException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }

  /// The field with the value in the variable, and in a variable that the variable names.
  private Stream<ConfigNode> directly(String yaml, String value) {
    Map<String, String> indirect = new HashMap<>(environment);
    environment.put("ENV", value);
    indirect.put("ENV", "${env:ENV2}");
    indirect.put("ENV2", value);
    return Stream.of(environment, indirect).map(variables -> field(yaml, variables));
  }

  private ConfigNode field(String yaml) {
    return field(yaml, environment);
  }

  private ConfigNode field(String yaml, Map<String, String> variables) {
    MapNode tree = (MapNode) YamlReader.read("c.yaml", yaml);
    ConfigNode field =
        new Expansion(new Retrieval(variables, notes)).apply(tree).entries().get("field");
    assertThat(field).isNotNull();
    return field;
  }

  /// The tree as YAML reads it, in Java's own types.
  private static @Nullable Object plain(ConfigNode node) {
    return switch (Values.parsed(node)) {
      case MapNode map -> {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        map.entries().forEach((key, value) -> plain.put(key, plain(value)));
        yield plain;
      }
      case ListNode list -> list.items().stream().map(ExpansionTest::plain).toList();
      case TextNode text -> text.text();
      case NumberNode number -> number.value();
      case ConfigNode other -> null;
    };
  }
}

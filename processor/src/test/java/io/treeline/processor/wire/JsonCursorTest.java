package io.treeline.processor.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.processor.wire.ValueCursor.Token;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JsonCursorTest {
  private static final String DOCUMENT =
      "{\"a\":[1,-2.5e3,true,null],\"b\":{\"c\":\"x \\\"y\\\" \\u00e9\\n\"},\"d\":\"é\"}";

  private final LongAdder repaired = new LongAdder();

  private String tokens(byte[] json) {
    JsonCursor cursor = new JsonCursor(new Texts(repaired)).over(json, 0, json.length);
    StringBuilder tokens = new StringBuilder();
    for (Token token = cursor.next(); token != Token.END; token = cursor.next()) {
      tokens.append(
          switch (token) {
            case KEY -> cursor.text() + "=";
            case STRING -> "'" + cursor.text() + "' ";
            case NUMBER -> cursor.text() + " ";
            case OBJECT -> "{";
            case END_OBJECT -> "} ";
            case ARRAY -> "[";
            case END_ARRAY -> "] ";
            case TRUE, FALSE, NULL, END -> token + " ";
          });
    }
    return tokens.toString();
  }

  private String tokens(String json) {
    return tokens(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void document_isReadTokenByToken() {
    assertThat(tokens(DOCUMENT))
        .isEqualTo("{a=[1 -2.5e3 TRUE NULL ] b={c='x \"y\" é\n' } d='é' } ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":\"cut | `{a='cut' `",
        "{\"a\":{\"b\":[1,2 | `{a={b=[1 2 `",
        "{\"a\":1,\"b | `{a=1 `",
        "{'a': 1} | `{`",
        "{\"a\" | `{a=`",
        "[1]] | `[1 ] `",
        "nul | ``",
        "{1:2} | `{`",
        "plain | ``"
      })
  void damagedText_isReadAsFarAsItMakesSense(String json, String tokens) {
    assertThat(tokens(json)).isEqualTo(tokens);
  }

  @Test
  void skippedContainers_leaveTheRestReadable() {
    byte[] json = "{\"a\":{\"b\":[\"]}\\\"\",{}]},\"c\":3}".getBytes(StandardCharsets.UTF_8);
    JsonCursor cursor = new JsonCursor(new Texts(repaired)).over(json, 0, json.length);
    assertThat(cursor.next()).isEqualTo(Token.OBJECT);
    assertThat(cursor.next()).isEqualTo(Token.KEY);
    assertThat(cursor.next()).isEqualTo(Token.OBJECT);
    cursor.skip();
    assertThat(cursor.next()).isEqualTo(Token.KEY);
    assertThat(cursor.text()).isEqualTo("c");
    assertThat(cursor.next()).isEqualTo(Token.NUMBER);
    assertThat(cursor.next()).isEqualTo(Token.END_OBJECT);
    assertThat(cursor.next()).isEqualTo(Token.END);
  }

  @Test
  void depthBeyondTheLimit_endsTheValue() {
    assertThat(tokens("[".repeat(10_000))).hasSize(ValueCursor.MAX_DEPTH);
  }

  @Test
  void invalidUtf8_isRepairedAndCounted() {
    byte[] json = {'"', 'a', (byte) 0xff, 'b', '"'};
    assertThat(tokens(json)).isEqualTo("'a\uFFFDb' ");
    assertThat(repaired.sum()).isEqualTo(1);
    assertThat(tokens("\"a\uFFFDb\"")).isEqualTo("'a\uFFFDb' ");
    assertThat(repaired.sum()).isEqualTo(1);
  }

  @Test
  void randomDamage_neverThrows_andAlwaysEnds() {
    for (long seed = 1; seed <= 20_000; seed++) {
      Random random = new Random(seed);
      byte[] json = DOCUMENT.getBytes(StandardCharsets.UTF_8);
      json[random.nextInt(json.length)] = (byte) random.nextInt();
      int length = random.nextInt(json.length + 1);
      assertThat(tokens(Arrays.copyOf(json, length)).length())
          .as("seed %d", seed)
          .isLessThan(4 * json.length);
    }
  }
}

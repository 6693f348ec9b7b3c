package io.treeline.processor.cost;

import static io.treeline.model.TokenUsage.UNKNOWN;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.TokenUsage;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CallTokensTest {

  @Test
  void classes_ofAFullUsage_doNotOverlap() {
    CallToPrice call = call(new TokenUsage(1_000, 100, 1_100, 200, 300, 60), 120, 80, 50, 10);

    assertThat(split(call))
        .containsEntry(TokenClass.INPUT, 450L)
        .containsEntry(TokenClass.CACHE_READ, 200L)
        .containsEntry(TokenClass.CACHE_WRITE, 100L)
        .containsEntry(TokenClass.CACHE_WRITE_5M, 120L)
        .containsEntry(TokenClass.CACHE_WRITE_1H, 80L)
        .containsEntry(TokenClass.INPUT_AUDIO, 50L)
        .containsEntry(TokenClass.OUTPUT, 30L)
        .containsEntry(TokenClass.REASONING, 60L)
        .containsEntry(TokenClass.OUTPUT_AUDIO, 10L);
  }

  @Test
  void lifetimes_withoutATotalOfWrites_makeIt() {
    TokenUsage usage = new TokenUsage(1_000, 0, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN);

    assertThat(split(call(usage, 100, 200, UNKNOWN, UNKNOWN)))
        .containsEntry(TokenClass.INPUT, 700L)
        .containsEntry(TokenClass.CACHE_WRITE, 0L)
        .containsEntry(TokenClass.CACHE_WRITE_5M, 100L)
        .containsEntry(TokenClass.CACHE_WRITE_1H, 200L);
  }

  @Test
  void missingOutput_withTotal_isTheRest() {
    TokenUsage usage = new TokenUsage(70, UNKNOWN, 100, UNKNOWN, UNKNOWN, UNKNOWN);

    assertThat(split(call(usage, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN)))
        .containsEntry(TokenClass.INPUT, 70L)
        .containsEntry(TokenClass.OUTPUT, 30L);
  }

  @Test
  void totalAlone_isNotSplit() {
    TokenUsage usage = new TokenUsage(UNKNOWN, UNKNOWN, 100, UNKNOWN, UNKNOWN, UNKNOWN);

    assertThat(CallTokens.of(call(usage, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN))).isNull();
  }

  @Test
  void anyUsage_isBilledTokenByTokenExactlyOnce() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      long input = random.nextLong(1_000);
      long output = random.nextLong(1_000);
      TokenUsage usage =
          new TokenUsage(input, output, UNKNOWN, any(random), any(random), any(random));
      CallToPrice call = call(usage, any(random), any(random), any(random), any(random));

      Map<TokenClass, Long> split = split(call);
      assertThat(split.values()).as("seed %d, %s", seed, call).allMatch(count -> count >= 0);
      assertThat(split.values().stream().mapToLong(Long::longValue).sum())
          .as("seed %d, %s", seed, call)
          .isEqualTo(input + output);
    }
  }

  private static long any(Random random) {
    return random.nextInt(3) == 0 ? UNKNOWN : random.nextLong(2_000);
  }

  private static Map<TokenClass, Long> split(CallToPrice call) {
    CallTokens tokens = requireNonNull(CallTokens.of(call));
    Map<TokenClass, Long> counts = new EnumMap<>(TokenClass.class);
    Arrays.stream(TokenClass.ALL).forEach(c -> counts.put(c, tokens.count(c)));
    return counts;
  }

  private static CallToPrice call(
      TokenUsage usage, long write5m, long write1h, long inputAudio, long outputAudio) {
    return new CallToPrice(
        null,
        "m",
        null,
        usage,
        new CallToPrice.Parts(write5m, write1h, inputAudio, outputAudio, -1, -1),
        0,
        null);
  }
}

package io.treeline.storage;

import io.treeline.model.AgentStep;
import io.treeline.model.Charge;
import io.treeline.model.ChargeReason;
import io.treeline.model.LlmCall;
import io.treeline.model.OtherStep;
import io.treeline.model.Retrieval;
import io.treeline.model.Step;
import io.treeline.model.StepCost;
import io.treeline.model.StepHeader;
import io.treeline.model.StepKind;
import io.treeline.model.StepState;
import io.treeline.model.StepStatus;
import io.treeline.model.TokenUsage;
import io.treeline.model.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Makes steps of every shape from a seed, in the order of a tree.
public final class RandomSteps {
  private final Random random;

  public RandomSteps(Random random) {
    this.random = random;
  }

  /// A tree of that many steps, whose ids count up from 1.
  public List<Step> tree(int count) {
    List<Step> steps = new ArrayList<>();
    int depth = 0;
    for (int i = 0; i < count; i++) {
      depth = i == 0 ? 0 : 1 + random.nextInt(Math.min(depth + 1, 6));
      steps.add(step(i + 1, depth));
    }
    return steps;
  }

  private Step step(long id, int depth) {
    StepHeader header =
        new StepHeader(
            id,
            random.nextLong(),
            random.nextLong(),
            pick(StepKind.values()),
            word(),
            pick(StepState.values()),
            orNull(this::word),
            random.nextLong(),
            count(),
            pick(StepStatus.values()),
            orNull(this::word),
            orNull(() -> word() + random.nextLong()),
            depth,
            orNull(this::word));
    return switch (random.nextInt(5)) {
      case 0 ->
          new AgentStep(
              header,
              orNull(this::word),
              orNull(this::word),
              orNull(this::word),
              tokens(),
              pick(Charge.values()),
              new ChargeReason(word(), random.nextLong()),
              cost());
      case 1 ->
          new LlmCall(
              header,
              orNull(this::word),
              orNull(this::word),
              orNull(this::word),
              tokens(),
              pick(Charge.values()),
              new ChargeReason(word(), 0),
              cost(),
              orNull(this::word),
              List.of(word(), word()),
              count(),
              orNull(() -> "resp-" + random.nextInt()));
      case 2 -> new ToolCall(header, orNull(this::word), orNull(this::word));
      case 3 -> new Retrieval(header, (int) Math.min(Integer.MAX_VALUE, count()));
      default -> new OtherStep(header);
    };
  }

  private StepCost cost() {
    return new StepCost(count(), orNull(this::word), orNull(this::word), count(), count());
  }

  private TokenUsage tokens() {
    return new TokenUsage(count(), count(), count(), count(), count(), count());
  }

  /// Unknown, small, or as large as can be.
  private long count() {
    return switch (random.nextInt(4)) {
      case 0 -> -1;
      case 1 -> random.nextInt(200);
      case 2 -> random.nextLong(Long.MAX_VALUE);
      default -> Long.MAX_VALUE;
    };
  }

  private String word() {
    return List.of("", "gpt-5", "wärmer ☀", "search", "planner").get(random.nextInt(5));
  }

  private <T> @Nullable T orNull(Supplier<T> value) {
    return random.nextBoolean() ? value.get() : null;
  }

  private <T> T pick(T[] values) {
    return values[random.nextInt(values.length)];
  }
}

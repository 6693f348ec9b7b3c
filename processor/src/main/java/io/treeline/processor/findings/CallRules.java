package io.treeline.processor.findings;

import io.treeline.model.LlmCall;
import io.treeline.model.Severity;
import io.treeline.model.TokenUsage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Rules about single calls to providers: how they finished and what came out of them.
final class CallRules {
  /// What may follow a model's name in that of its dated or preview release.
  private static final Pattern RELEASE =
      Pattern.compile("[-@:.v\\d]*((preview|exp|latest|beta)[-\\d]*)?");

  private static final List<String> OVERFLOW_WORDS =
      List.of(
          "context_length_exceeded",
          "context length",
          "context window",
          "prompt is too long",
          "input is too long",
          "too many tokens",
          "maximum number of tokens");

  private final RunSteps run;
  private final FindingSettings settings;
  private final Found found;

  private CallRules(RunSteps run, FindingSettings settings, Found found) {
    this.run = run;
    this.settings = settings;
    this.found = found;
  }

  static void apply(RunSteps run, FindingSettings settings, Found found) {
    CallRules rules = new CallRules(run, settings, found);
    rules.finished();
    rules.nearLimit();
    rules.overflow();
    rules.emptyOutput();
    rules.modelMismatch();
    rules.missingUsage();
    rules.contentHidden();
  }

  private void finished() {
    List<StepDetail> cut = with("length"::equals);
    if (!cut.isEmpty()) {
      boolean isLast = cut.contains(run.calls().getLast());
      found.add(
          Rule.TRUNCATED,
          isLast ? Severity.ERROR : Severity.WARN,
          cut,
          answers(cut.size()) + "cut by the token limit" + (isLast ? ", the last one too" : ""));
    }
    refused("refusal", "refused");
    refused("content_filter", "stopped by a content filter");
  }

  private void refused(String finish, String what) {
    List<StepDetail> refused = with(finish::equals);
    if (!refused.isEmpty()) {
      found.add(Rule.REFUSAL, Severity.WARN, refused, answers(refused.size()) + what);
    }
  }

  private static String answers(int count) {
    return count == 1 ? "1 answer was " : count + " answers were ";
  }

  private List<StepDetail> with(Predicate<String> finish) {
    return run.calls().stream()
        .filter(call -> call.finish() != null && finish.test(String.valueOf(call.finish())))
        .toList();
  }

  private void nearLimit() {
    double share = settings.value(Threshold.NEAR_LIMIT_SHARE);
    List<StepDetail> near =
        run.calls().stream()
            .filter(call -> call.numbers().maxTokens() > 0 && !"length".equals(call.finish()))
            .filter(call -> tokens(call).output() >= share * call.numbers().maxTokens())
            .toList();
    if (!near.isEmpty()) {
      StepDetail first = near.getFirst();
      found.add(
          Rule.NEAR_LIMIT,
          Severity.INFO,
          near,
          first.name()
              + " used "
              + tokens(first).output()
              + " of "
              + first.numbers().maxTokens()
              + " output tokens");
    }
  }

  private void overflow() {
    List<StepDetail> over = run.calls().stream().filter(CallRules::isOverflow).toList();
    if (over.isEmpty()) {
      return;
    }
    StepDetail first = over.getFirst();
    boolean failed = over.contains(run.calls().getLast());
    String size =
        first.numbers().contextWindow() > 0 && tokens(first).input() >= 0
            ? " (" + tokens(first).input() + " of " + first.numbers().contextWindow() + " tokens)"
            : "";
    found.add(
        Rule.CONTEXT_OVERFLOW,
        failed ? Severity.ERROR : Severity.WARN,
        over,
        "the context window was full in " + Found.counted(over.size(), "call") + size);
  }

  private static boolean isOverflow(StepDetail call) {
    if ("context_overflow".equals(call.finish())) {
      return true;
    }
    if (call.isError()) {
      String text = call.errorText();
      return OVERFLOW_WORDS.stream().anyMatch(text::contains);
    }
    long window = call.numbers().contextWindow();
    return window > 0 && tokens(call).input() > window;
  }

  private void emptyOutput() {
    List<StepDetail> empty =
        run.calls().stream().filter(call -> !call.isError() && isEmpty(call)).toList();
    if (!empty.isEmpty()) {
      found.add(
          Rule.EMPTY_OUTPUT,
          empty.contains(run.calls().getLast()) ? Severity.WARN : Severity.INFO,
          empty,
          Found.counted(empty.size(), "call") + " stopped without text or tool call");
    }
  }

  private static boolean isEmpty(StepDetail call) {
    LlmCall llm = call.call();
    if (llm == null || !"stop".equals(call.finish()) || !llm.toolDecisions().isEmpty()) {
      return false;
    }
    String text = call.output();
    return text == null ? llm.tokens().output() == 0 : text.isBlank();
  }

  private void modelMismatch() {
    Map<List<String>, Boolean> releases = new HashMap<>();
    List<StepDetail> other =
        run.calls().stream().filter(call -> isOtherModel(call, releases)).toList();
    if (!other.isEmpty()) {
      LlmCall first = other.getFirst().call();
      found.add(
          Rule.MODEL_MISMATCH,
          Severity.INFO,
          other,
          (first == null ? "" : first.requestModel() + " was asked, " + first.model())
              + " answered "
              + Found.times(other.size()));
    }
  }

  private static boolean isOtherModel(StepDetail call, Map<List<String>, Boolean> releases) {
    LlmCall llm = call.call();
    if (llm == null || llm.requestModel() == null || llm.model() == null) {
      return false;
    }
    boolean isAlias = llm.provider() != null && llm.provider().startsWith("azure");
    return !isAlias
        && !releases.computeIfAbsent(
            List.of(llm.requestModel(), llm.model()),
            names -> isRelease(bare(names.getFirst()), bare(names.getLast())));
  }

  private static boolean isRelease(String asked, String answered) {
    String shorter = asked.length() <= answered.length() ? asked : answered;
    String longer = asked.length() <= answered.length() ? answered : asked;
    return longer.startsWith(shorter)
        ? RELEASE.matcher(longer.substring(shorter.length())).matches()
        : longer.contains(shorter);
  }

  private static String bare(String model) {
    return model.substring(model.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
  }

  private void missingUsage() {
    List<StepDetail> silent =
        run.calls().stream()
            .filter(call -> !call.isError() && !call.isOpen() && !tokens(call).isPresent())
            .toList();
    if (!silent.isEmpty()) {
      found.add(
          Rule.MISSING_USAGE,
          Severity.INFO,
          silent,
          silent.size()
              + " of "
              + Found.counted(run.calls().size(), "call")
              + " report no tokens: the totals are lower bounds");
    }
  }

  private void contentHidden() {
    List<StepDetail> answered = new ArrayList<>();
    for (StepDetail call : run.calls()) {
      LlmCall llm = call.call();
      boolean says = call.output() != null || (llm != null && !llm.toolDecisions().isEmpty());
      if (says) {
        return;
      }
      if (!call.isError() && !call.isOpen() && tokens(call).output() > 0) {
        answered.add(call);
      }
    }
    if (!answered.isEmpty()) {
      found.add(
          Rule.CONTENT_HIDDEN,
          Severity.INFO,
          answered,
          "no call sends its content: rules about content are silent");
    }
  }

  static TokenUsage tokens(StepDetail call) {
    LlmCall llm = call.call();
    return llm == null ? TokenUsage.NONE : llm.tokens();
  }

  /// The model that answered, else the one that was asked.
  static @Nullable String model(StepDetail call) {
    LlmCall llm = call.call();
    return llm == null ? null : llm.model();
  }
}

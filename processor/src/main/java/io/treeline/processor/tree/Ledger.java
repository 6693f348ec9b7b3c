package io.treeline.processor.tree;

import io.treeline.model.Charge;
import io.treeline.model.ChargeReason;
import io.treeline.model.StepCost;
import io.treeline.model.StepKind;
import io.treeline.model.TokenUsage;
import io.treeline.processor.facts.Field;
import io.treeline.processor.facts.Fields;
import io.treeline.processor.facts.Output;
import io.treeline.processor.trace.TraceSpan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Charges every provider call of a trace once, whoever else reports it (rules A to G).
///
/// A: nested layers of a call are one call. B, C: so are twins side by side. D: usage on an agent,
/// tool or step is a sum over the calls below it, and counts only where no call below has any, or
/// where it is less than what the agents below report of themselves. E: a sum that exceeds what was
/// seen is flagged, not added. F: reported cost goes with the tokens. G: a call that failed without
/// usage is counted as an attempt.
final class Ledger {
  /// A container may report this much more than its calls, as a divisor of their sum.
  private static final long MISMATCH_DIVISOR = 100;

  private static final ChargeReason ONLY_VIEW = ChargeReason.of("the only view of its call");
  private static final ChargeReason BEST_VIEW =
      ChargeReason.of("the view of its call that is charged; details of others are added");
  private static final ChargeReason FAILED =
      ChargeReason.of("failed without usage: an attempt that costs nothing (rule G)");
  private static final ChargeReason OPEN = ChargeReason.of("open, nothing reported yet");
  private static final ChargeReason SUM = ChargeReason.of("a sum over the calls below (rule D)");
  private static final ChargeReason CLOSED_CONTAINER =
      ChargeReason.of("no call below reports usage (rule D)");
  private static final ChargeReason OWN_SHARE =
      ChargeReason.of("less than the agents below it report: its own calls alone (rule D)");
  private static final ChargeReason POLL =
      ChargeReason.of("repeats the usage of a response that is charged (rule B)");

  private final StepPricer pricer;

  Ledger(StepPricer pricer) {
    this.pricer = pricer;
  }

  /// @param steps all steps of the trace, parents before children
  /// @param size one more than the largest index of a step
  Charges charge(List<TraceSpan> steps, int size) {
    CallRoles callRoles = new CallRoles();
    SameCallChains.collapse(steps, size, callRoles);
    TwinCalls.collapse(callRoles);
    Map<TraceSpan, Charge> roles = new HashMap<>(callRoles.layers());
    Map<TraceSpan, ChargeReason> reasons = callRoles.reasons();
    Map<TraceSpan, Call> calls = new HashMap<>();
    Map<TraceSpan, List<TraceSpan>> views = callRoles.viewsByCall();
    LoopUsage loops = LoopUsage.of(callRoles.calls());
    for (TraceSpan step : callRoles.calls()) {
      List<TraceSpan> others = views.getOrDefault(step, List.of());
      Call call = call(step, loops.of(step), others);
      roles.put(step, call.charge());
      reasons.put(step, reason(call, !others.isEmpty()));
      if (call.charge() != Charge.NONE) {
        calls.put(step, call);
      }
    }
    Charges charges =
        new Charges(
            roles, reasons, calls, Map.of(), new ArrayList<>(), repeated(steps, callRoles, views));
    chargeContainers(steps, size, charges);
    return charges;
  }

  private static ChargeReason reason(Call call, boolean hasOtherViews) {
    return switch (call.charge()) {
      case FAILED -> FAILED;
      case CHARGED -> hasOtherViews ? BEST_VIEW : ONLY_VIEW;
      case NONE, WRAPPER, DUPLICATE, AGGREGATE -> OPEN;
    };
  }

  /// A call with the details that other views of it know better.
  Call completed(Call call, List<TokenUsage> views) {
    TokenUsage tokens = call.tokens();
    for (TokenUsage view : views) {
      tokens = complete(tokens, view);
    }
    tokens = withTotal(call.span().kind(), tokens);
    return tokens.equals(call.tokens())
        ? call
        : call.with(call.charge(), tokens, price(call.span(), tokens, call.fields()));
  }

  /// A call that another trace charges.
  Call chargedElsewhere(Call call) {
    return call.with(Charge.DUPLICATE, call.tokens(), StepCost.UNKNOWN);
  }

  private Call call(TraceSpan step, TokenUsage own, List<TraceSpan> views) {
    TokenUsage tokens = own;
    Fields fields = step.fields();
    String finish = step.finish();
    Output output = step.output();
    for (TraceSpan view : views) {
      tokens = complete(tokens, view.usage());
      fields = fields.orElse(view.fields());
      finish = finish == null ? view.finish() : finish;
      output = output.orElse(view.output());
    }
    tokens = withTotal(step.kind(), tokens);
    Charge charge = chargeOf(step, tokens);
    StepCost cost = charge == Charge.CHARGED ? price(step, tokens, fields) : StepCost.UNKNOWN;
    return new Call(step, charge, tokens, fields, finish, output, cost);
  }

  private static Charge chargeOf(TraceSpan step, TokenUsage tokens) {
    if (tokens.isPresent()) {
      return Charge.CHARGED;
    }
    if (step.isError()) {
      return Charge.FAILED;
    }
    return step.isClosed() ? Charge.CHARGED : Charge.NONE;
  }

  private StepCost price(TraceSpan step, TokenUsage tokens, Fields fields) {
    String answered = fields.text(Field.RESPONSE_MODEL);
    String model = answered == null ? fields.text(Field.REQUEST_MODEL) : answered;
    return pricer.price(fields.text(Field.PROVIDER), model, tokens, fields, step.startNanos());
  }

  /// The charged view's counts, with the details that another view of the call knows better.
  private static TokenUsage complete(TokenUsage charged, TokenUsage view) {
    long input = known(charged.input(), view.input());
    long output = known(charged.output(), view.output());
    return new TokenUsage(
        input,
        output,
        known(charged.total(), view.total()),
        larger(charged.cacheRead(), view.cacheRead(), input),
        larger(charged.cacheWrite(), view.cacheWrite(), input),
        larger(charged.reasoning(), view.reasoning(), output));
  }

  private static long known(long count, long other) {
    return count == TokenUsage.UNKNOWN ? other : count;
  }

  private static long larger(long count, long other, long whole) {
    return other > whole ? count : Math.max(count, other);
  }

  /// Embeddings and rankings have no output tokens, so their input is all.
  private static TokenUsage withTotal(StepKind kind, TokenUsage usage) {
    boolean inputOnly = kind == StepKind.EMBEDDING || kind == StepKind.RERANK;
    long output = inputOnly ? Math.max(0, usage.output()) : usage.output();
    boolean derivable =
        usage.total() == TokenUsage.UNKNOWN
            && usage.input() != TokenUsage.UNKNOWN
            && output != TokenUsage.UNKNOWN;
    if (!derivable) {
      return usage;
    }
    return new TokenUsage(
        usage.input(),
        usage.output(),
        TokenUsage.add(usage.input(), output),
        usage.cacheRead(),
        usage.cacheWrite(),
        usage.reasoning());
  }

  /// Rules D and E, innermost containers first. Those that report more than was seen below them are
  /// noted.
  private void chargeContainers(List<TraceSpan> steps, int size, Charges charges) {
    Map<TraceSpan, Call> calls = charges.calls();
    Set<String> responses = responseIds(calls);
    Below below = new Below(size);
    for (TraceSpan step : steps.reversed()) {
      TokenUsage reported = step.kind().isBilled() ? TokenUsage.NONE : reported(step);
      if (reported.isPresent()) {
        Charge role = containerRole(step, reported, below, responses);
        charges.roles().put(step, role);
        charges.reasons().put(step, containerReason(role, below.tokens[step.index()] > 0));
        if (role == Charge.CHARGED) {
          calls.put(step, opaque(step, reported));
          addResponseId(step.fields(), responses);
        } else if (role == Charge.AGGREGATE && exceeds(reported, below.tokens[step.index()])) {
          charges.mismatched().add(step);
        }
      }
      below.add(step, calls.get(step));
    }
    charges.mismatched().sort(TraceSpan.ORDER);
  }

  private static ChargeReason containerReason(Charge role, boolean tokensBelow) {
    return switch (role) {
      case CHARGED -> tokensBelow ? OWN_SHARE : CLOSED_CONTAINER;
      case DUPLICATE -> POLL;
      case AGGREGATE, WRAPPER, FAILED, NONE -> SUM;
    };
  }

  private static Charge containerRole(
      TraceSpan step, TokenUsage reported, Below below, Set<String> responses) {
    int here = step.index();
    boolean isSum = below.usage[here] && inAndOut(reported) >= below.tokens[here];
    if (below.calls[here] || isSum) {
      return Charge.AGGREGATE;
    }
    String response = step.fields().text(Field.RESPONSE_ID);
    return response != null && responses.contains(response) ? Charge.DUPLICATE : Charge.CHARGED;
  }

  /// What is charged at a step and below it, by the step's index.
  private static final class Below {
    private final long[] tokens;

    /// Whether anything with usage is charged, and whether a call is, not only a container.
    private final boolean[] usage;

    private final boolean[] calls;

    Below(int size) {
      tokens = new long[size];
      usage = new boolean[size];
      calls = new boolean[size];
    }

    /// Adds a step, all of whose descendants were added, to what is below its owner.
    void add(TraceSpan step, @Nullable Call call) {
      int here = step.index();
      if (call != null && call.tokens().isPresent()) {
        tokens[here] = TokenUsage.add(tokens[here], inAndOut(call.tokens()));
        usage[here] = true;
        calls[here] |= step.kind().isBilled();
      }
      TraceSpan owner = step.owner();
      if (owner != null) {
        int above = owner.index();
        tokens[above] = TokenUsage.add(tokens[above], tokens[here]);
        usage[above] |= usage[here];
        calls[above] |= calls[here];
      }
    }
  }

  private static Set<String> responseIds(Map<TraceSpan, Call> calls) {
    Set<String> ids = new HashSet<>();
    calls.values().forEach(call -> addResponseId(call.fields(), ids));
    return ids;
  }

  private static void addResponseId(Fields fields, Set<String> ids) {
    String id = fields.text(Field.RESPONSE_ID);
    if (id != null && !id.isBlank()) {
      ids.add(id);
    }
  }

  /// A container's usage, its own or that of an inner layer of it.
  static TokenUsage reported(TraceSpan container) {
    TokenUsage usage = container.usage();
    for (TraceSpan layer : container.layers()) {
      usage = usage.isPresent() ? usage : layer.usage();
    }
    return withTotal(container.kind(), usage);
  }

  private Call opaque(TraceSpan container, TokenUsage reported) {
    return new Call(
        container,
        Charge.CHARGED,
        reported,
        container.fields(),
        container.finish(),
        container.output(),
        price(container, reported, container.fields()));
  }

  private static boolean exceeds(TokenUsage reported, long seen) {
    return inAndOut(reported) - seen > seen / MISMATCH_DIVISOR;
  }

  private static long inAndOut(TokenUsage usage) {
    return TokenUsage.add(Math.max(0, usage.input()), Math.max(0, usage.output()));
  }

  private static List<TraceSpan> repeated(
      List<TraceSpan> steps, CallRoles roles, Map<TraceSpan, List<TraceSpan>> viewsByCall) {
    Set<TraceSpan> repeated = new HashSet<>();
    viewsByCall.forEach((call, views) ->
        views.stream().filter(view -> !view.scope().equals(call.scope())).forEach(repeated::add));
    return steps.stream()
        .filter(step -> repeated.contains(step) && roles.layers().containsKey(step))
        .toList();
  }
}

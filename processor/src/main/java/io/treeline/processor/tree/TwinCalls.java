package io.treeline.processor.tree;

import io.treeline.model.TokenUsage;
import io.treeline.processor.facts.Field;
import io.treeline.processor.trace.TraceSpan;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/// Rules B and C: one call shown side by side by two instrumentations is charged once.
///
/// B: equal response ids. C: without ids, another scope, the same agent or tool, the same model and
/// tokens, and times that lie within each other. A record that tells a call's tokens after it is a
/// view of that call as well.
final class TwinCalls {
  private static final String SAME_RESPONSE = "same response id as another view (rule B)";
  private static final String TWIN = "twin of another instrumentation's view (rule C)";

  private static final String RECORD = "a record that tells a call's tokens after it (rule C)";

  /// How far starts and ends of twins may be apart.
  static final long TWIN_TOLERANCE_NANOS = 50_000_000;

  /// How many groups before a call are looked at for its twin.
  private static final int LOOK_BACK = 16;

  /// Which view of a call to charge: the one that tells most, then the innermost.
  private static final Comparator<TraceSpan> BEST =
      Comparator.comparingInt((TraceSpan s) -> -knownCounts(s.usage()))
          // Streamed chunks counted on top of the final figure (OpenLLMetry) are too many.
          .thenComparingLong(s -> s.usage().output())
          .thenComparingInt(s -> -s.depth())
          .thenComparingLong(TraceSpan::durationNanos)
          .thenComparing((a, b) -> Long.compareUnsigned(a.id(), b.id()));

  private final CallRoles roles;

  private TwinCalls(CallRoles roles) {
    this.roles = roles;
  }

  static void collapse(CallRoles roles) {
    TwinCalls twins = new TwinCalls(roles);
    byResponseId(roles.calls())
        .forEach(calls -> twins.merge(calls, TwinCalls::isSameResponse, SAME_RESPONSE));
    byCaller(roles.calls()).forEach(calls -> twins.merge(calls, TwinCalls::isTwin, TWIN));
    twins.joinRecords();
  }

  /// The tokens of a streamed call may come in a record of their own after it (Logfire).
  private void joinRecords() {
    Map<@Nullable TraceSpan, Deque<TraceSpan>> unanswered = new HashMap<>();
    for (TraceSpan call : roles.calls()) {
      Deque<TraceSpan> before = unanswered.computeIfAbsent(call.owner(), o -> new ArrayDeque<>());
      if (!call.isRecord()) {
        if (call.isClosed() && !call.isError() && !call.usage().isPresent()) {
          before.push(call);
        }
        continue;
      }
      TraceSpan told =
          before.stream().limit(LOOK_BACK).filter(c -> sameModel(c, call)).findFirst().orElse(null);
      if (told != null) {
        before.remove(told);
        roles.repeats(call, told, RECORD);
      }
    }
  }

  private static Collection<List<TraceSpan>> byResponseId(List<TraceSpan> calls) {
    Map<String, List<TraceSpan>> groups = new HashMap<>();
    for (TraceSpan call : calls) {
      String id = call.fields().text(Field.RESPONSE_ID);
      if (id != null && !id.isBlank()) {
        groups.computeIfAbsent(id, i -> new ArrayList<>(1)).add(call);
      }
    }
    return groups.values();
  }

  private static Collection<List<TraceSpan>> byCaller(List<TraceSpan> calls) {
    Map<@Nullable TraceSpan, List<TraceSpan>> groups = new HashMap<>();
    Map<TraceSpan, @Nullable TraceSpan> callers = new HashMap<>();
    for (TraceSpan call : calls) {
      groups.computeIfAbsent(caller(call, callers), c -> new ArrayList<>()).add(call);
    }
    return groups.values().stream()
        .filter(group -> group.stream().map(TraceSpan::scope).distinct().count() > 1)
        .toList();
  }

  /// The nearest agent or tool above a call; remembered for every step on the way.
  private static @Nullable TraceSpan caller(
      TraceSpan call, Map<TraceSpan, @Nullable TraceSpan> known) {
    List<TraceSpan> path = new ArrayList<>(2);
    TraceSpan step = call.owner();
    while (step != null && !SameCallChains.isBarrier(step.kind()) && !known.containsKey(step)) {
      path.add(step);
      step = step.owner();
    }
    TraceSpan caller = step != null && known.containsKey(step) ? known.get(step) : step;
    path.forEach(s -> known.put(s, caller));
    return caller;
  }

  private void merge(List<TraceSpan> calls, BiPredicate<TraceSpan, TraceSpan> same, String rule) {
    if (calls.size() < 2) {
      return;
    }
    List<List<TraceSpan>> groups = new ArrayList<>();
    for (TraceSpan call : calls) {
      groupFor(call, groups, same).add(call);
    }
    groups.forEach(views -> chargeBest(views, rule));
  }

  private static List<TraceSpan> groupFor(
      TraceSpan call, List<List<TraceSpan>> groups, BiPredicate<TraceSpan, TraceSpan> same) {
    for (int i = groups.size() - 1; i >= Math.max(0, groups.size() - LOOK_BACK); i--) {
      List<TraceSpan> group = groups.get(i);
      if (group.stream().limit(LOOK_BACK).allMatch(member -> same.test(member, call))) {
        return group;
      }
    }
    List<TraceSpan> group = new ArrayList<>(1);
    groups.add(group);
    return group;
  }

  private void chargeBest(List<TraceSpan> views, String rule) {
    TraceSpan best = views.stream().min(BEST).orElseThrow();
    views.stream().filter(view -> view != best).forEach(view -> roles.repeats(view, best, rule));
  }

  /// Some servers repeat response ids, so the id alone does not decide.
  private static boolean isSameResponse(TraceSpan a, TraceSpan b) {
    return a.overlaps(b) || (sameTokens(a.usage(), b.usage()) && sameModel(a, b));
  }

  private static boolean isTwin(TraceSpan a, TraceSpan b) {
    return a.isClosed()
        && b.isClosed()
        && a.kind() == b.kind()
        && !a.scope().equals(b.scope())
        && !bothIdentified(a, b)
        && isSameTime(a, b)
        && (!a.usage().isPresent() || !b.usage().isPresent() || sameTokens(a.usage(), b.usage()))
        && sameModel(a, b);
  }

  /// Two ids that survived rule B are two calls.
  private static boolean bothIdentified(TraceSpan a, TraceSpan b) {
    return a.fields().has(Field.RESPONSE_ID) && b.fields().has(Field.RESPONSE_ID);
  }

  private static boolean isSameTime(TraceSpan a, TraceSpan b) {
    return a.covers(b)
        || b.covers(a)
        || (Math.abs(a.startNanos() - b.startNanos()) <= TWIN_TOLERANCE_NANOS
            && Math.abs(a.endNanos() - b.endNanos()) <= TWIN_TOLERANCE_NANOS);
  }

  static boolean sameTokens(TokenUsage a, TokenUsage b) {
    return a.input() == b.input() && a.output() == b.output();
  }

  private static boolean sameModel(TraceSpan a, TraceSpan b) {
    List<String> ofA = models(a);
    List<String> ofB = models(b);
    return ofA.isEmpty()
        || ofB.isEmpty()
        || ofA.stream().anyMatch(m -> ofB.stream().anyMatch(n -> isSameName(m, n)));
  }

  /// A dated or prefixed name and the bare one mean the same model.
  static boolean isSameName(String a, String b) {
    String shorter = a.length() <= b.length() ? a : b;
    String longer = a.length() <= b.length() ? b : a;
    return longer.startsWith(shorter) || longer.endsWith("/" + shorter);
  }

  private static List<String> models(TraceSpan call) {
    List<String> models = new ArrayList<>(2);
    for (Field field : List.of(Field.RESPONSE_MODEL, Field.REQUEST_MODEL)) {
      String model = call.fields().text(field);
      if (model != null) {
        models.add(model);
      }
    }
    return models;
  }

  static int knownCounts(TokenUsage usage) {
    long[] counts = {
      usage.input(), usage.output(), usage.cacheRead(), usage.cacheWrite(), usage.reasoning()
    };
    int known = 0;
    for (long count : counts) {
      known += count == TokenUsage.UNKNOWN ? 0 : 1;
    }
    return known;
  }
}

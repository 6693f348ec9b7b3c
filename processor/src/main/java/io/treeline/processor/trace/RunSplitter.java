package io.treeline.processor.trace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Divides a trace into its runs, so that every stored span belongs to exactly one.
///
/// A run starts at a step that nothing with agent meaning is above. Several such steps below one
/// root are several runs when they are agents (a batch job), and one run when they are not, or when
/// one hands over to another. Spans below a parent that was never seen join the trace's run; where
/// no root was seen at all they are one run, with the missing parent at its top.
final class RunSplitter {
  /// How many runs before a time are looked at for the one that was going on then.
  private static final int LOOK_BACK = 16;

  private static final int HAS_IS_REMOTE = 0x100;
  private static final int IS_REMOTE = 0x200;
  private static final int KIND_SERVER = 2;
  private static final int KIND_CONSUMER = 5;

  private final List<TraceSpan> preorder;
  private final @Nullable TraceSpan[] topOf;
  private final Set<TraceSpan> agentTops = new HashSet<>();
  private final List<TraceSpan> roots = new ArrayList<>();

  private RunSplitter(List<TraceSpan> preorder) {
    this.preorder = preorder;
    this.topOf = new @Nullable TraceSpan[preorder.size()];
  }

  /// @param preorder the trace's spans with their owners, parents before children
  static List<RunSpans> split(List<TraceSpan> preorder) {
    RunSplitter splitter = new RunSplitter(preorder);
    List<Component> components = splitter.components();
    components.stream().filter(c -> !c.root.isPlaceholder()).forEach(splitter::splitSeen);
    splitter.roots.sort(TraceSpan.ORDER);
    splitter.placeOrphans(
        components.stream()
            .map(Component::root)
            .filter(root -> root.isPlaceholder() && !root.steps().isEmpty())
            .toList());
    splitter.roots.sort(TraceSpan.ORDER);
    return splitter.runs();
  }

  /// The spans below one root of the wire's forest; `tops` are its steps without an owner.
  private record Component(TraceSpan root, List<TraceSpan> tops, List<TraceSpan> steps) {}

  private List<Component> components() {
    List<Component> components = new ArrayList<>();
    for (TraceSpan span : preorder) {
      if (span.parent() == null) {
        components.add(new Component(span, new ArrayList<>(1), new ArrayList<>()));
      }
      if (!span.isContracted()) {
        Component current = components.getLast();
        current.steps.add(span);
        TraceSpan owner = span.owner();
        TraceSpan top = owner == null ? span : topOf[owner.index()];
        topOf[span.index()] = top;
        if (owner == null) {
          current.tops.add(span);
        }
        if (top != null && span.isAgentic()) {
          agentTops.add(top);
        }
      }
    }
    return components;
  }

  private void splitSeen(Component component) {
    List<TraceSpan> tops = component.tops;
    List<TraceSpan> agents = tops.stream().filter(agentTops::contains).toList();
    if (agents.isEmpty() || tops.size() == 1 || handsOver(component, agents)) {
      gather(component.root, tops);
      return;
    }
    roots.addAll(agents);
    gather(component.root, tops.stream().filter(top -> !agentTops.contains(top)).toList());
  }

  private boolean handsOver(Component component, List<TraceSpan> agents) {
    return agents.size() > 1
        && HandOffs.find(component.steps).entrySet().stream()
            .anyMatch(e -> topOf[e.getKey().index()] != topOf[e.getValue().index()]);
  }

  /// Makes one run of some steps: the step itself, or the root that they share.
  private void gather(TraceSpan sharedRoot, List<TraceSpan> tops) {
    if (tops.size() == 1) {
      roots.add(tops.getFirst());
    } else if (!tops.isEmpty()) {
      sharedRoot.becomeStep();
      sharedRoot.becomeTop();
      tops.forEach(top -> top.ownedBy(sharedRoot));
      roots.add(sharedRoot);
    }
  }

  private void placeOrphans(List<TraceSpan> missing) {
    List<TraceSpan> unplaced = new ArrayList<>();
    boolean rootSeen = !roots.isEmpty();
    List<TraceSpan> seen = List.copyOf(roots);
    for (TraceSpan placeholder : missing) {
      TraceSpan host = rootSeen ? hostOf(placeholder, seen) : null;
      if (host != null) {
        placeholder.ownedBy(host);
      } else if (isRemoteCaller(placeholder)) {
        TraceSpan called = placeholder.steps().getFirst();
        called.becomeTop();
        roots.add(called);
      } else {
        unplaced.add(placeholder);
      }
    }
    seen.forEach(TraceSpan::sortSteps);
    if (rootSeen) {
      roots.addAll(unplaced);
    } else {
      mergeUnderFirst(unplaced);
    }
  }

  /// The run that was going on when an orphan started.
  private static @Nullable TraceSpan hostOf(TraceSpan orphan, List<TraceSpan> runs) {
    TraceSpan only = runs.getFirst();
    if (runs.size() == 1 && only.parent() == null) {
      return only;
    }
    int after = 0;
    while (after < runs.size() && runs.get(after).startNanos() <= orphan.startNanos()) {
      after++;
    }
    for (int i = after - 1; i >= Math.max(0, after - LOOK_BACK); i--) {
      TraceSpan run = runs.get(i);
      if (run.isOpen() || orphan.startNanos() <= run.endNanos()) {
        return run;
      }
    }
    return null;
  }

  /// Whether the missing span is a caller in another process, with one step below it.
  private static boolean isRemoteCaller(TraceSpan placeholder) {
    return placeholder.steps().size() == 1
        && placeholder.children().stream().allMatch(RunSplitter::isCalledRemotely);
  }

  private static boolean isCalledRemotely(TraceSpan span) {
    if (span.facts() == null) {
      return false;
    }
    int flags = span.facts().entry().flags();
    if ((flags & HAS_IS_REMOTE) != 0) {
      return (flags & IS_REMOTE) != 0;
    }
    int kind = span.facts().otelKind();
    return kind == KIND_SERVER || kind == KIND_CONSUMER;
  }

  private void mergeUnderFirst(List<TraceSpan> placeholders) {
    if (placeholders.isEmpty()) {
      return;
    }
    TraceSpan first = placeholders.getFirst();
    placeholders.subList(1, placeholders.size()).forEach(other -> other.ownedBy(first));
    first.sortSteps();
    roots.add(first);
  }

  private List<RunSpans> runs() {
    if (roots.isEmpty()) {
      return List.of();
    }
    List<List<TraceSpan>> members = members();
    List<RunSpans> runs = new ArrayList<>(roots.size());
    for (int i = 0; i < roots.size(); i++) {
      runs.add(new RunSpans(roots.get(i), steps(roots.get(i)), members.get(i)));
    }
    return runs;
  }

  private static List<TraceSpan> steps(TraceSpan root) {
    List<TraceSpan> steps = new ArrayList<>();
    Deque<TraceSpan> open = new ArrayDeque<>();
    open.push(root);
    while (!open.isEmpty()) {
      TraceSpan step = open.pop();
      step.settle();
      steps.add(step);
      step.steps().reversed().forEach(open::push);
    }
    return steps;
  }

  /// The stored spans of each run; those above or beside all runs go to the first of their root.
  private List<List<TraceSpan>> members() {
    Map<TraceSpan, Integer> runOfRoot = new HashMap<>();
    roots.forEach(root -> runOfRoot.put(root, runOfRoot.size()));
    int[] runOf = new int[preorder.size()];
    Map<TraceSpan, Integer> firstOfComponent = new HashMap<>();
    TraceSpan componentRoot = preorder.getFirst();
    for (TraceSpan span : preorder) {
      componentRoot = span.parent() == null ? span : componentRoot;
      int run = runOf(span, runOfRoot, runOf);
      runOf[span.index()] = run;
      if (run >= 0) {
        firstOfComponent.merge(componentRoot, run, Math::min);
      }
    }
    List<List<TraceSpan>> members = new ArrayList<>();
    roots.forEach(root -> members.add(new ArrayList<>()));
    for (TraceSpan span : preorder) {
      componentRoot = span.parent() == null ? span : componentRoot;
      int run = runOf[span.index()];
      int home = run >= 0 ? run : firstOfComponent.getOrDefault(componentRoot, 0);
      members.get(home).add(span);
    }
    return members;
  }

  private static int runOf(TraceSpan span, Map<TraceSpan, Integer> runOfRoot, int[] runOf) {
    Integer own = runOfRoot.get(span);
    if (own != null) {
      return own;
    }
    TraceSpan parent = span.parent();
    if (parent != null) {
      return runOf[parent.index()];
    }
    TraceSpan host = span.owner();
    return host == null ? -1 : runOfRoot.getOrDefault(host, -1);
  }
}

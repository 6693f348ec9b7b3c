package io.treeline.processor.tree;

import io.treeline.model.StepKind;
import io.treeline.model.TokenUsage;
import io.treeline.processor.facts.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// A random trace of agents, tools and calls of which everything is known, and what other
/// instrumentations, frameworks and proxies may add to it without anything more having happened.
final class GeneratedForest {
  private static final String[] MODELS = {"gpt-5", "claude-sonnet-4-5", "gemini-2.5-pro"};
  private static final int MAX_DEPTH = 4;

  private final Random random;
  private final List<Node> nodes = new ArrayList<>();
  private long nextId = 1;
  private long clock;

  private long input;
  private long output;
  private int calls;
  private int tools;
  private int failures;

  /// A span, before it is made one.
  private static final class Node {
    private final long id;
    private final StepKind kind;
    private long parent;
    private String name = "";
    private long from;
    private long to;
    private String scope = "base";
    private TokenUsage usage = TokenUsage.NONE;
    private @Nullable String responseId;
    private boolean failed;

    Node(long id, StepKind kind, long parent) {
      this.id = id;
      this.kind = kind;
      this.parent = parent;
    }
  }

  GeneratedForest(long seed) {
    random = new Random(seed);
    int roots = 1 + random.nextInt(3);
    for (int i = 0; i < roots; i++) {
      agent(0, 0);
      clock += 1_000;
    }
  }

  long input() {
    return input;
  }

  long output() {
    return output;
  }

  /// Answered calls and failed attempts.
  int calls() {
    return calls;
  }

  int tools() {
    return tools;
  }

  int failures() {
    return failures;
  }

  List<TestSpan> spans() {
    return nodes.stream().map(GeneratedForest::span).toList();
  }

  private void agent(long parent, int depth) {
    Node agent = node(StepKind.AGENT, parent);
    agent.name = "agent" + agent.id;
    long owner = agent.id;
    if (random.nextInt(3) == 0) {
      owner = node(StepKind.STEP, agent.id).id;
    }
    answered(owner);
    for (int steps = random.nextInt(4); steps > 0; steps--) {
      switch (random.nextInt(4)) {
        case 0 -> answered(owner);
        case 1 -> failed(owner);
        default -> tool(owner, depth);
      }
    }
    close(agent, owner);
  }

  private void tool(long parent, int depth) {
    Node tool = node(StepKind.TOOL, parent);
    tool.name = "tool" + random.nextInt(3);
    tools++;
    if (depth < MAX_DEPTH && random.nextInt(3) == 0) {
      agent(tool.id, depth + 1);
    } else if (random.nextInt(4) == 0) {
      answered(tool.id);
    }
    close(tool, tool.id);
  }

  private void answered(long parent) {
    Node call = call(parent);
    long in = 1L + random.nextInt(5_000);
    long out = 1L + random.nextInt(500);
    call.usage = new TokenUsage(in, out, -1, -1, -1, -1);
    call.responseId = random.nextBoolean() ? "resp_" + call.id : null;
    input += in;
    output += out;
    calls++;
  }

  private void failed(long parent) {
    call(parent).failed = true;
    calls++;
    failures++;
  }

  private Node call(long parent) {
    Node call = node(StepKind.LLM, parent);
    call.name = MODELS[random.nextInt(MODELS.length)];
    close(call, call.id);
    return call;
  }

  private Node node(StepKind kind, long parent) {
    Node node = new Node(nextId++, kind, parent);
    clock += 100;
    node.from = clock;
    nodes.add(node);
    return node;
  }

  private void close(Node node, long inner) {
    clock += 100;
    node.to = clock;
    nodes.stream().filter(n -> n.id == inner).forEach(n -> n.to = clock);
  }

  // what adds nothing

  /// A framework's span around some calls, with or without their usage.
  GeneratedForest withWrappers() {
    for (Node call : answeredCalls()) {
      if (random.nextBoolean()) {
        Node wrapper = copy(call, "framework");
        wrapper.usage = random.nextBoolean() ? call.usage : TokenUsage.NONE;
        call.parent = wrapper.id;
      }
    }
    return this;
  }

  /// A transport's span without usage inside some calls.
  GeneratedForest withInnerLayers() {
    for (Node call : answeredCalls()) {
      if (random.nextInt(3) == 0) {
        copy(call, "transport").parent = call.id;
      }
    }
    return this;
  }

  /// A second instrumentation's span beside some calls.
  GeneratedForest withTwins() {
    for (Node call : answeredCalls()) {
      if (random.nextInt(3) == 0) {
        Node twin = copy(call, "second");
        twin.usage = call.usage;
        twin.responseId = call.responseId;
      }
    }
    return this;
  }

  /// Sums on agents and steps, right ones and cumulative ones.
  GeneratedForest withAggregates() {
    for (Node node : List.copyOf(nodes)) {
      boolean isContainer = node.kind == StepKind.AGENT || node.kind == StepKind.STEP;
      if (isContainer && random.nextBoolean()) {
        long factor = 1L + random.nextInt(3);
        node.usage = new TokenUsage(input * factor, output * factor, -1, -1, -1, -1);
      }
    }
    return this;
  }

  /// Requests between spans and their parents.
  GeneratedForest withPlumbing() {
    for (Node node : List.copyOf(nodes)) {
      if (node.parent != 0 && node.kind != StepKind.INFRA && random.nextInt(3) == 0) {
        Node http = new Node(nextId++, StepKind.INFRA, node.parent);
        http.from = node.from;
        http.to = node.to;
        http.name = "POST";
        nodes.add(http);
        node.parent = http.id;
      }
    }
    return this;
  }

  private List<Node> answeredCalls() {
    return nodes.stream()
        .filter(n -> n.kind == StepKind.LLM && n.scope.equals("base") && !n.failed)
        .toList();
  }

  private Node copy(Node call, String scope) {
    Node copy = new Node(nextId++, StepKind.LLM, call.parent);
    copy.name = call.name;
    copy.from = call.from;
    copy.to = call.to;
    copy.scope = scope;
    nodes.add(copy);
    return copy;
  }

  private static TestSpan span(Node node) {
    TestSpan span =
        switch (node.kind) {
          case AGENT -> TestSpan.agent(node.id, node.name);
          case TOOL -> TestSpan.tool(node.id, node.name);
          case LLM -> TestSpan.call(node.id, node.name);
          default -> TestSpan.span(node.kind, node.id);
        };
    span.under(node.parent).at(node.from, node.to).scope(node.scope).usage(node.usage);
    if (node.responseId != null) {
      span.with(Field.RESPONSE_ID, node.responseId);
    }
    return node.failed ? span.error() : span;
  }
}

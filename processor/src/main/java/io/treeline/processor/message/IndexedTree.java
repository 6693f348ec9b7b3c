package io.treeline.processor.message;

import io.treeline.processor.message.ValueTree.Arr;
import io.treeline.processor.message.ValueTree.Obj;
import io.treeline.processor.message.ValueTree.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Puts values together that came as one attribute per piece, such as
/// `llm.input_messages.0.message.tool_calls.1.tool_call.function.name`.
///
/// Words that only wrap are left out, so the result looks like messages in JSON. Indexes and depth
/// are capped: a hostile name makes no large array.
public final class IndexedTree {
  private static final int MAX_INDEX = 4096;
  private static final int MAX_DEPTH = 12;
  private static final List<String> WRAPPERS =
      List.of("message", "message_content", "tool_call", "image", "prompt", "completion");

  private final Node root = new Node();
  private boolean empty = true;

  private static final class Node {
    private final Map<String, Node> members = new LinkedHashMap<>();
    private final TreeMap<Integer, Node> elements = new TreeMap<>();
    private String text = "";
    private boolean leaf;
  }

  /// Adds one attribute; `path` is what follows the common prefix.
  public void add(String path, String value) {
    Node node = root;
    int depth = 0;
    for (String step : path.split("\\.", -1)) {
      if (WRAPPERS.contains(step)) {
        continue;
      }
      int index = index(step);
      if (++depth > MAX_DEPTH || index >= MAX_INDEX) {
        return;
      }
      node =
          index >= 0
              ? node.elements.computeIfAbsent(index, i -> new Node())
              : node.members.computeIfAbsent(step, s -> new Node());
    }
    node.leaf = true;
    node.text = value;
    empty = false;
  }

  public boolean isEmpty() {
    return empty;
  }

  /// What was added, as a tree.
  public ValueTree tree() {
    return tree(root);
  }

  private static ValueTree tree(Node node) {
    if (node.leaf && node.members.isEmpty() && node.elements.isEmpty()) {
      return new Text(node.text);
    }
    if (!node.elements.isEmpty() && node.members.isEmpty()) {
      List<ValueTree> elements = new ArrayList<>();
      node.elements.values().forEach(element -> elements.add(tree(element)));
      return new Arr(elements);
    }
    Map<String, ValueTree> members = new LinkedHashMap<>();
    node.members.forEach((key, member) -> members.put(key, tree(member)));
    return new Obj(members);
  }

  private static int index(String step) {
    if (step.isEmpty() || !step.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return -1;
    }
    return step.length() < 7 ? Integer.parseInt(step) : MAX_INDEX;
  }
}

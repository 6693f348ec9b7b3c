package io.treeline.processor.dialect;

import io.treeline.processor.facts.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Puts messages together that came as one attribute per piece.
///
/// OpenInference: `llm.output_messages.0.message.tool_calls.1.tool_call.function.name`;
/// OpenLLMetry: `gen_ai.completion.0.tool_calls.1.name`. Without the words that only wrap, both are
/// `0 / tool_calls / 1 / name`. Pieces may come in any order; indexes are capped.
final class IndexedMessages {
  private static final int MAX_INDEX = 4096;
  private static final int MAX_STEPS = 8;
  private static final Set<String> WRAPPERS =
      Set.of("message", "message_content", "tool_call", "function", "function_call");

  private final TreeMap<Integer, Pieces> messages = new TreeMap<>();
  private final List<String> steps = new ArrayList<>(MAX_STEPS);

  private static final class Pieces {
    @Nullable String content;

    /// Whether the content or a part of it is longer than what is held of it.
    boolean cut;

    @Nullable String finish;
    Message.Role role = Message.Role.UNSAID;
    final TreeMap<Integer, Part> parts = new TreeMap<>();
    final TreeMap<Integer, Call> calls = new TreeMap<>();
  }

  private static final class Part {
    @Nullable String text;
    String type = "";
  }

  private static final class Call {
    @Nullable String name;
    String id = "";
  }

  /// Adds one attribute; `path` is what follows the prefix, `cut` says that the value is longer.
  void add(String path, String value, boolean cut) {
    split(path);
    int index = steps.isEmpty() ? -1 : index(steps.getFirst());
    if (index < 0 || steps.size() < 2) {
      return;
    }
    Pieces pieces = messages.computeIfAbsent(index, i -> new Pieces());
    switch (steps.get(1)) {
      case "role" -> pieces.role = Message.role(value);
      case "content" -> {
        pieces.content = value;
        pieces.cut |= cut;
      }
      case "finish_reason" -> pieces.finish = value;
      case "contents" -> {
        addPart(pieces, value);
        pieces.cut |= cut;
      }
      case "tool_calls" -> addCall(pieces, value);
      case "name" -> addOnlyCall(pieces, path, value);
      default -> {}
    }
  }

  /// Splits a path into what is left of it without the words that only wrap.
  private void split(String path) {
    steps.clear();
    int from = 0;
    while (from <= path.length() && steps.size() < MAX_STEPS) {
      int dot = path.indexOf('.', from);
      int to = dot < 0 ? path.length() : dot;
      String step = path.substring(from, to);
      if (!WRAPPERS.contains(step)) {
        steps.add(step);
      }
      from = to + 1;
    }
  }

  private static int index(String step) {
    if (step.isEmpty() || step.length() > 4 || !step.chars().allMatch(Character::isDigit)) {
      return -1;
    }
    int index = Integer.parseInt(step);
    return index < MAX_INDEX ? index : -1;
  }

  private void addPart(Pieces pieces, String value) {
    int index = steps.size() == 4 ? index(steps.get(2)) : -1;
    if (index < 0) {
      return;
    }
    Part part = pieces.parts.computeIfAbsent(index, i -> new Part());
    switch (steps.get(3)) {
      case "text" -> part.text = value;
      case "type" -> part.type = value;
      default -> {}
    }
  }

  private void addCall(Pieces pieces, String value) {
    int index = steps.size() == 4 ? index(steps.get(2)) : -1;
    if (index < 0) {
      return;
    }
    switch (steps.get(3)) {
      case "name" -> call(pieces, index).name = value;
      case "id" -> call(pieces, index).id = value;
      default -> {}
    }
  }

  /// The older form for one call: `0.function_call.name`. A bare `0.name` is the speaker's.
  private static void addOnlyCall(Pieces pieces, String path, String value) {
    if (path.contains(".function_call.")) {
      call(pieces, 0).name = value;
    }
  }

  private static Call call(Pieces pieces, int index) {
    return pieces.calls.computeIfAbsent(index, i -> new Call());
  }

  /// The finish reason of the last message that has one, as sent.
  @Nullable String finish() {
    for (Pieces pieces : messages.descendingMap().values()) {
      if (pieces.finish != null) {
        return pieces.finish;
      }
    }
    return null;
  }

  /// The last message of the assistant that says something.
  Output output() {
    for (Pieces pieces : messages.descendingMap().values()) {
      if (pieces.role != Message.Role.OTHER && pieces.role != Message.Role.TOOL) {
        Output output = output(pieces);
        if (!output.isEmpty()) {
          return output;
        }
      }
    }
    return Output.NONE;
  }

  private static Output output(Pieces pieces) {
    Message message = new Message();
    message.append(pieces.content);
    if (message.text() == null) {
      pieces.parts.values().forEach(part -> appendPart(message, part));
    }
    for (Call call : pieces.calls.values()) {
      String name = call.name;
      if (name != null) {
        message.addTool(name, call.id);
      }
    }
    message.cut |= pieces.cut;
    return message.output();
  }

  private static void appendPart(Message message, Part part) {
    if (part.type.isEmpty() || part.type.equals("text")) {
      message.append(part.text);
    }
  }
}

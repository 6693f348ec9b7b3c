package io.treeline.processor.dialect;

import io.treeline.processor.facts.Output;
import io.treeline.processor.wire.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What was read of one JSON object that may be a message, a part of one, or a tool call. Reused.
final class Message {
  private static final int MAX_TOOLS = 256;

  /// Who speaks; UNSAID when the object names nobody.
  enum Role {
    UNSAID,
    ASSISTANT,
    TOOL,
    OTHER
  }

  Role role = Role.UNSAID;
  String type = "";
  private @Nullable String text;

  /// The text when it has several parts.
  private final StringBuilder joined = new StringBuilder();

  /// Whether the text is longer than what is held of it.
  boolean cut;

  @Nullable String name;
  String callId = "";

  /// Whether it holds arguments, as tool calls do.
  boolean hasArguments;

  final List<String> tools = new ArrayList<>();
  final List<String> toolIds = new ArrayList<>();

  Message clear() {
    role = Role.UNSAID;
    type = "";
    text = null;
    joined.setLength(0);
    cut = false;
    name = null;
    callId = "";
    hasArguments = false;
    tools.clear();
    toolIds.clear();
    return this;
  }

  boolean isEmpty() {
    return text == null && tools.isEmpty();
  }

  void append(@Nullable String more) {
    if (more == null || more.isBlank()) {
      return;
    }
    String first = text;
    if (first == null) {
      text = more;
      return;
    }
    if (joined.isEmpty()) {
      joined.append(first);
    }
    if (joined.length() < Texts.MAX_BYTES) {
      joined.append('\n').append(more);
    } else {
      cut = true;
    }
  }

  @Nullable String text() {
    return joined.isEmpty() ? text : joined.toString();
  }

  Output output() {
    return new Output(text(), tools, toolIds, cut);
  }

  void addTool(String tool, String id) {
    if (tools.size() < MAX_TOOLS) {
      tools.add(tool);
      toolIds.add(id);
    }
  }

  /// Forgets the call that a tool has answered.
  void answered(String id) {
    int call = id.isEmpty() ? -1 : toolIds.indexOf(id);
    if (call >= 0) {
      tools.remove(call);
      toolIds.remove(call);
    }
  }

  void absorb(Message part) {
    append(part.text());
    cut |= part.cut;
    absorbTools(part);
  }

  void copy(Message other) {
    clear();
    text = other.text();
    cut = other.cut;
    absorbTools(other);
  }

  void absorbTools(Message other) {
    for (int i = 0; i < other.tools.size(); i++) {
      addTool(other.tools.get(i), other.toolIds.get(i));
    }
  }

  /// Whether the object as a whole is a call of a tool (genai-dialects.md 2.6, all shapes).
  boolean isToolCall() {
    return switch (type) {
      case "tool_call", "tool_use", "function_call", "tool-call" -> name != null;
      default -> role == Role.UNSAID && name != null && hasArguments;
    };
  }

  boolean isToolAnswer() {
    return switch (type) {
      case "tool_call_response", "tool_result", "tool-result", "function_call_output" -> true;
      default -> false;
    };
  }

  /// Whether the object is thinking, which is no answer.
  boolean isReasoning() {
    return switch (type) {
      case "reasoning", "thinking", "redacted_thinking", "reasoning_content" -> true;
      default -> false;
    };
  }

  /// The role that a word stands for; UNSAID for a word that is no role.
  static Role role(String word) {
    String bare = word.substring(word.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return switch (bare) {
      case "assistant", "model", "ai", "aimessage", "aimessagechunk" -> Role.ASSISTANT;
      case "tool", "function", "toolmessage", "functionmessage" -> Role.TOOL;
      case "user", "human", "system", "developer", "humanmessage", "systemmessage" -> Role.OTHER;
      default -> Role.UNSAID;
    };
  }
}

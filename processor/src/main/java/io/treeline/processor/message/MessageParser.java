package io.treeline.processor.message;

import io.treeline.model.read.ChatMessage;
import io.treeline.model.read.MessagePart;
import io.treeline.processor.message.ValueTree.Arr;
import io.treeline.processor.message.ValueTree.Bool;
import io.treeline.processor.message.ValueTree.Nothing;
import io.treeline.processor.message.ValueTree.Num;
import io.treeline.processor.message.ValueTree.Obj;
import io.treeline.processor.message.ValueTree.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Finds the messages in a value, in any of the shapes that SDKs give them (genai-dialects.md 2.6).
///
/// The shapes differ in what wraps a message and in how its parts are called: conventions, OpenAI
/// chat and responses, Anthropic, Gemini, Bedrock, LangChain, Vercel. Something with a role is a
/// message; something without belongs to the speaker that its place implies.
public final class MessageParser {
  private static final int MAX_MESSAGES = 4_096;
  private static final int MAX_DEPTH = 16;

  /// Members that hold messages, and who speaks there when nobody is named.
  private static final List<String> CONTAINERS =
      List.of(
          "messages",
          "contents",
          "choices",
          "candidates",
          "generations",
          "replies",
          "output",
          "outputs",
          "update",
          "input",
          "prompt",
          "response",
          "result",
          "final_result",
          "message");

  private final PartParser parts;
  private final List<ChatMessage> messages = new ArrayList<>();

  private MessageParser(Predicate<String> redacted) {
    this.parts = new PartParser(redacted);
  }

  /// The messages of a value.
  ///
  /// @param role who speaks where nobody is named
  /// @param redacted whether a text only says that it was taken out
  public static List<ChatMessage> parse(
      ValueTree.Parsed value, String role, Predicate<String> redacted) {
    MessageParser parser = new MessageParser(redacted);
    parser.value(value.value(), role, 0);
    if (value.cut() && !parser.messages.isEmpty()) {
      ChatMessage last = parser.messages.removeLast();
      List<MessagePart> cut = new ArrayList<>(last.parts());
      if (!cut.isEmpty()) {
        cut.add(cut.removeLast().asCut());
      }
      parser.messages.add(new ChatMessage(last.role(), cut, last.finishReason()));
    }
    return List.copyOf(parser.messages);
  }

  private void value(ValueTree value, String role, int depth) {
    if (depth > MAX_DEPTH || messages.size() >= MAX_MESSAGES) {
      return;
    }
    switch (value) {
      case Text(String text) -> text(text, role, depth);
      case Arr(var elements) -> elements(elements, role, depth);
      case Obj object -> object(object, role, depth);
      case Num n -> {}
      case Bool b -> {}
      case Nothing n -> {}
    }
  }

  private void text(String text, String role, int depth) {
    ValueTree.Parsed parsed = ValueTree.parse(text);
    int before = messages.size();
    if (!(parsed.value() instanceof Text)) {
      value(parsed.value(), role, depth + 1);
    }
    if (messages.size() == before && !text.isBlank()) {
      add(role, List.of(parts.text(MessagePart.Type.TEXT, text)), null);
    }
  }

  /// Elements without a speaker that follow each other are parts of one message.
  private void elements(List<ValueTree> elements, String role, int depth) {
    List<MessagePart> loose = new ArrayList<>();
    for (ValueTree element : elements) {
      List<MessagePart> found = isMessage(element) ? List.of() : parts.parts(element);
      if (found.isEmpty()) {
        flush(loose, role);
        value(element, role, depth + 1);
      } else {
        loose.addAll(found);
      }
    }
    flush(loose, role);
  }

  private void flush(List<MessagePart> loose, String role) {
    if (!loose.isEmpty()) {
      add(role, loose, null);
      loose.clear();
    }
  }

  private static boolean isMessage(ValueTree value) {
    if (!(value instanceof Obj object)) {
      return value instanceof Arr;
    }
    return role(object) != null || CONTAINERS.stream().anyMatch(name -> isHolder(object, name));
  }

  /// Whether a member holds messages rather than being content itself.
  private static boolean isHolder(Obj object, String name) {
    ValueTree member = object.members().get(name);
    boolean isCall = object.get("name", "toolName", "function") != null;
    return !isCall && (member instanceof Obj || member instanceof Arr || isJson(member));
  }

  private static boolean isJson(@Nullable ValueTree value) {
    return value instanceof Text(String text) && (text.startsWith("[{") || text.startsWith("{\""));
  }

  private void object(Obj object, String role, int depth) {
    Obj inner = object.get("kwargs") instanceof Obj kwargs ? kwargs : object;
    String own = role(object) == null ? role(inner) : role(object);
    system(object, depth);
    if (own != null) {
      message(inner, own, finish(object));
      return;
    }
    for (String name : CONTAINERS) {
      if (isHolder(inner, name)) {
        held(inner.members().get(name), name, role, finish(inner), depth);
        return;
      }
    }
    ValueTree content = inner.get("content", "parts", "text");
    if (content instanceof Obj nested && role(nested) == null && nested.get("parts") != null) {
      content = nested.get("parts");
    }
    if (content instanceof Obj
        || content instanceof Arr arr
            && arr.elements().stream().anyMatch(MessageParser::isMessage)) {
      int before = messages.size();
      value(content, role, depth + 1);
      refinish(before, finish(inner));
      return;
    }
    message(inner, role, finish(inner));
  }

  private void held(
      @Nullable ValueTree member, String name, String role, @Nullable String finish, int depth) {
    if (member == null) {
      return;
    }
    String speaker =
        switch (name) {
          case "choices", "candidates", "generations", "replies", "output", "outputs" ->
              "assistant";
          case "input", "prompt", "contents" -> "user";
          default -> role;
        };
    int before = messages.size();
    value(member, speaker, depth + 1);
    refinish(before, finish);
  }

  /// What stood beside the message says why it ended.
  private void refinish(int from, @Nullable String finish) {
    if (finish != null && messages.size() > from && messages.getLast().finishReason() == null) {
      ChatMessage last = messages.removeLast();
      messages.add(new ChatMessage(last.role(), last.parts(), finish));
    }
  }

  /// A system instruction that stands beside the messages (Anthropic, Gemini, Responses).
  private void system(Obj object, int depth) {
    ValueTree instruction =
        object.get("system", "system_instruction", "systemInstruction", "instructions");
    if (instruction == null && object.get("config") instanceof Obj config) {
      instruction = config.get("system_instruction", "systemInstruction");
    }
    boolean beside = object.get("messages", "contents", "input") != null;
    if (instruction != null && beside) {
      value(instruction, "system", depth + 1);
    }
  }

  private void message(Obj object, String role, @Nullable String finish) {
    List<MessagePart> found = new ArrayList<>(parts.content(object, role));
    if (!found.isEmpty()) {
      add(role, found, finish);
    }
  }

  private void add(String role, List<MessagePart> found, @Nullable String finish) {
    if (messages.size() < MAX_MESSAGES) {
      messages.add(new ChatMessage(role, found, finish));
    }
  }

  private static @Nullable String finish(Obj object) {
    return object.text("finish_reason", "finishReason", "stop_reason", "stopReason");
  }

  private static @Nullable String role(Obj object) {
    String named = object.text("role");
    if (named != null) {
      return role(named);
    }
    String type = object.text("type");
    if (type != null && object.get("content", "data", "kwargs") != null) {
      String byType = knownRole(type);
      if (byType != null) {
        return byType;
      }
    }
    return object.get("id") instanceof Arr(var path)
            && !path.isEmpty()
            && path.getLast() instanceof Text(String name)
        ? knownRole(name)
        : null;
  }

  /// The canonical word for who speaks.
  public static String role(String word) {
    String known = knownRole(word);
    return known == null ? word.toLowerCase(Locale.ROOT) : known;
  }

  private static @Nullable String knownRole(String word) {
    String bare = word.substring(word.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return switch (bare) {
      case "assistant", "model", "ai", "aimessage", "aimessagechunk", "tool-call" -> "assistant";
      case "tool", "toolmessage", "functionmessage", "tool-response" -> "tool";
      case "user", "human", "humanmessage" -> "user";
      case "system", "developer", "systemmessage" -> "system";
      default -> null;
    };
  }
}

package io.treeline.processor.dialect;

import io.treeline.processor.dialect.Message.Role;
import io.treeline.processor.facts.Output;
import io.treeline.processor.wire.JsonCursor;
import io.treeline.processor.wire.Texts;
import io.treeline.processor.wire.ValueCursor;
import io.treeline.processor.wire.ValueCursor.Token;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds what a model said in any of the message encodings that SDKs use (genai-dialects.md 2.6).
///
/// The encodings differ in wrapping and names, not in kind: somewhere there are objects with a
/// role, a text and tool calls. So one reader walks them all: an object with a role is a message,
/// one without belongs to what holds it, the last assistant message is the output. Tool calls that
/// a later tool message answers are no decisions any more. Reusable; owned by one thread.
final class OutputReader {
  private final Texts texts;
  private final JsonCursor json;
  private final Message[] messages = new Message[ValueCursor.MAX_DEPTH + 2];
  private final Message last = new Message();
  private boolean sawMessage;
  private @Nullable String finish;

  OutputReader(Texts texts) {
    this.texts = texts;
    this.json = new JsonCursor(texts);
    for (int i = 0; i < messages.length; i++) {
      messages[i] = new Message();
    }
  }

  void clear() {
    last.clear();
    sawMessage = false;
    finish = null;
  }

  /// The finish reason that stood beside the messages, as sent; null when none did.
  @Nullable String finish() {
    return finish;
  }

  /// Reads a text: JSON messages, a JSON string, or plain text, which then is the answer.
  Output readText(byte[] bytes, int from, int to) {
    clear();
    int first = firstVisible(bytes, from, to);
    if (first == to) {
      return Output.NONE;
    }
    byte c = bytes[first];
    if (c == '{' || c == '[') {
      Output output = read(json.over(bytes, first, to));
      return output.isEmpty() && !sawMessage ? plain(bytes, from, to) : output;
    }
    return c == '"' ? readQuoted(bytes, first, to) : plain(bytes, from, to);
  }

  /// A JSON string, which may hold JSON itself (MLflow encodes twice).
  private Output readQuoted(byte[] bytes, int from, int to) {
    if (json.over(bytes, from, to).next() != Token.STRING) {
      return Output.NONE;
    }
    String text = json.text();
    boolean cut = texts.wasCut();
    byte[] inner = text.getBytes(StandardCharsets.UTF_8);
    boolean nested = text.startsWith("{") || text.startsWith("[");
    return nested ? readText(inner, 0, inner.length) : plain(text, cut);
  }

  private Output plain(byte[] bytes, int from, int to) {
    return plain(texts.text(bytes, from, to), texts.wasCut());
  }

  private static Output plain(String text, boolean cut) {
    return text.isBlank() ? Output.NONE : new Output(text, List.of(), List.of(), cut);
  }

  private static int firstVisible(byte[] bytes, int from, int to) {
    int first = from;
    while (first < to && bytes[first] <= ' ' && bytes[first] >= 0) {
      first++;
    }
    return first;
  }

  /// Reads a structured value.
  Output read(ValueCursor cursor) {
    Message root = messages[0].clear();
    value(cursor, cursor.next(), root, 0);
    return result(root);
  }

  /// Reads the attributes of an event as if they were one object.
  Output readObject(ValueCursor cursor) {
    Message root = messages[0].clear();
    members(cursor, root, 0);
    if (root.role == Role.OTHER || root.role == Role.TOOL) {
      return Output.NONE;
    }
    return result(root);
  }

  private Output result(Message root) {
    if (last.isEmpty()) {
      last.copy(root);
    } else if (last.tools.isEmpty()) {
      last.absorbTools(root);
    }
    return last.isEmpty() ? Output.NONE : last.output();
  }

  private void value(ValueCursor cursor, Token token, Message into, int depth) {
    switch (token) {
      case STRING -> append(cursor, into);
      case ARRAY -> elements(cursor, into, depth);
      case OBJECT -> object(cursor, into, depth);
      case KEY, NUMBER, TRUE, FALSE, NULL, END, END_OBJECT, END_ARRAY -> {}
    }
  }

  private void append(ValueCursor cursor, Message into) {
    into.append(cursor.text());
    into.cut |= texts.wasCut();
  }

  private void elements(ValueCursor cursor, Message into, int depth) {
    for (Token token = cursor.next(); token.isValue(); token = cursor.next()) {
      value(cursor, token, into, depth);
    }
  }

  private void object(ValueCursor cursor, Message into, int depth) {
    if (depth >= ValueCursor.MAX_DEPTH) {
      cursor.skip();
      return;
    }
    Message message = messages[depth + 1].clear();
    members(cursor, message, depth + 1);
    take(message, into);
  }

  /// What an object, read to its end, means for the one around it.
  private void take(Message message, Message into) {
    if (message.isToolCall()) {
      into.addTool(String.valueOf(message.name), message.callId);
    } else if (message.isToolAnswer()) {
      into.answered(message.callId);
      last.answered(message.callId);
    } else if (message.isReasoning()) {
      return;
    } else if (message.role == Role.UNSAID) {
      into.absorb(message);
    } else {
      say(message);
    }
  }

  private void say(Message message) {
    sawMessage = true;
    if (message.role == Role.ASSISTANT && !message.isEmpty()) {
      last.copy(message);
    } else if (message.role == Role.TOOL) {
      last.answered(message.callId);
    }
  }

  private void members(ValueCursor cursor, Message message, int depth) {
    while (cursor.next() == Token.KEY) {
      String key = cursor.text();
      member(key, cursor, cursor.next(), message, depth);
    }
  }

  private void member(String key, ValueCursor cursor, Token token, Message message, int depth) {
    switch (key) {
      case "role" -> message.role = token == Token.STRING ? role(cursor, message) : message.role;
      case "type", "block_type" -> type(cursor, token, message);
      case "text", "content", "parts", "contents", "blocks", "output_text", "raw", "answer" ->
          content(cursor, token, message, depth);
      case "name", "toolName", "tool_name" ->
          message.name = token == Token.STRING ? cursor.text() : skipped(cursor, token);
      case "id" -> id(cursor, token, message);
      case "call_id", "callId", "toolUseId", "toolCallId", "tool_call_id", "tool_use_id" ->
          message.callId = token == Token.STRING ? cursor.text() : message.callId;
      case "arguments", "args", "input", "parameters", "tool_kwargs" -> {
        message.hasArguments = true;
        skip(cursor, token);
      }
      case "function", "kwargs", "generation_info", "response_metadata" ->
          same(cursor, token, message, depth);
      case "message", "gen_ai.completion", "gen_ai.event.content" ->
          nested(cursor, token, message, depth);
      case "tool_calls", "toolCalls", "tool_call", "toolUse", "functionCall", "function_call" ->
          calls(cursor, token, message, depth);
      case "functionResponse", "function_response", "toolResult" -> {
        message.type = "tool_result";
        same(cursor, token, message, depth);
      }
      case "messages",
          "choices",
          "output",
          "outputs",
          "generations",
          "replies",
          "update",
          "candidates",
          "response",
          "result",
          "final_result",
          "output_messages",
          "gen_ai.output.messages" ->
          nestedValue(cursor, token, message, depth);
      case "finish_reason", "finishReason", "stop_reason", "stopReason" -> finish(cursor, token);
      default -> skip(cursor, token);
    }
  }

  private static Role role(ValueCursor cursor, Message message) {
    Role role = Message.role(cursor.text());
    return role == Role.UNSAID ? message.role : role;
  }

  /// A part's type, or the role where LangChain writes it (`"type": "ai"`).
  private static void type(ValueCursor cursor, Token token, Message message) {
    if (token != Token.STRING) {
      skip(cursor, token);
      return;
    }
    Role role = Message.role(cursor.text());
    if (role == Role.UNSAID || message.role != Role.UNSAID) {
      message.type = cursor.text();
    } else if (!cursor.text().equals("function")) {
      message.role = role;
    }
  }

  private void content(ValueCursor cursor, Token token, Message message, int depth) {
    if (token != Token.STRING) {
      value(cursor, token, message, depth);
    } else if (message.text() == null) {
      append(cursor, message);
    }
  }

  /// A call's id, or LangChain's class path (`"id": [..., "AIMessage"]`).
  private static void id(ValueCursor cursor, Token token, Message message) {
    if (token == Token.STRING && message.callId.isEmpty()) {
      message.callId = cursor.text();
    } else if (token == Token.ARRAY) {
      for (Token t = cursor.next(); t.isValue(); t = cursor.next()) {
        if (t == Token.STRING) {
          message.role = role(cursor, message);
        } else {
          skip(cursor, t);
        }
      }
    } else {
      skip(cursor, token);
    }
  }

  /// An object whose members belong to the object that holds it.
  private void same(ValueCursor cursor, Token token, Message message, int depth) {
    if (token == Token.OBJECT && depth < ValueCursor.MAX_DEPTH) {
      members(cursor, message, depth + 1);
    } else {
      skip(cursor, token);
    }
  }

  /// A message in a member: an object, or JSON in a string, or its text.
  private void nested(ValueCursor cursor, Token token, Message message, int depth) {
    if (token == Token.OBJECT) {
      same(cursor, token, message, depth);
    } else {
      nestedValue(cursor, token, message, depth);
    }
  }

  private void nestedValue(ValueCursor cursor, Token token, Message message, int depth) {
    if (token != Token.STRING || depth >= ValueCursor.MAX_DEPTH) {
      value(cursor, token, message, depth);
      return;
    }
    String text = cursor.text();
    if (text.startsWith("{") || text.startsWith("[")) {
      message.cut |= texts.wasCut();
      byte[] inner = text.getBytes(StandardCharsets.UTF_8);
      JsonCursor nested = new JsonCursor(texts).over(inner, 0, inner.length);
      value(nested, nested.next(), message, depth + 1);
    } else {
      content(cursor, token, message, depth);
    }
  }

  private void calls(ValueCursor cursor, Token token, Message message, int depth) {
    if (token == Token.OBJECT) {
      call(cursor, message, depth);
    } else if (token == Token.ARRAY) {
      for (Token t = cursor.next(); t.isValue(); t = cursor.next()) {
        calls(cursor, t, message, depth);
      }
    } else if (token == Token.STRING) {
      textCalls(cursor.text(), message, depth);
    }
  }

  private void textCalls(String text, Message message, int depth) {
    if (text.startsWith("[") && depth < ValueCursor.MAX_DEPTH) {
      byte[] inner = text.getBytes(StandardCharsets.UTF_8);
      JsonCursor nested = new JsonCursor(texts).over(inner, 0, inner.length);
      calls(nested, nested.next(), message, depth + 1);
    }
  }

  private void call(ValueCursor cursor, Message message, int depth) {
    if (depth >= ValueCursor.MAX_DEPTH) {
      cursor.skip();
      return;
    }
    Message call = messages[depth + 1].clear();
    members(cursor, call, depth + 1);
    String name = call.name;
    if (name != null) {
      message.addTool(name, call.callId);
    }
  }

  private void finish(ValueCursor cursor, Token token) {
    if (token == Token.STRING) {
      finish = cursor.text();
    } else {
      skip(cursor, token);
    }
  }

  private static @Nullable String skipped(ValueCursor cursor, Token token) {
    skip(cursor, token);
    return null;
  }

  private static void skip(ValueCursor cursor, Token token) {
    if (token.isContainer()) {
      cursor.skip();
    }
  }
}

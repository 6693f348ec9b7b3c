package io.treeline.processor.message;

import io.treeline.model.read.MessagePart;
import io.treeline.processor.message.ValueTree.Arr;
import io.treeline.processor.message.ValueTree.Bool;
import io.treeline.processor.message.ValueTree.Nothing;
import io.treeline.processor.message.ValueTree.Num;
import io.treeline.processor.message.ValueTree.Obj;
import io.treeline.processor.message.ValueTree.Text;
import io.treeline.processor.wire.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads what a message is made of: text, reasoning, tool calls, tool responses, media.
final class PartParser {
  /// What Gemini CLI and others put at the end of a text that they cut.
  private static final Pattern CUT_BY_CLIENT =
      Pattern.compile("\\.\\.\\.\\s*\\[(TRUNCATED|truncated)[^\\]]*\\]$");

  private static final String[] CONTENT = {
    "content", "parts", "contents", "text", "blocks", "data", "prompt", "completion"
  };

  private final Predicate<String> redacted;

  PartParser(Predicate<String> redacted) {
    this.redacted = redacted;
  }

  MessagePart text(MessagePart.Type type, String text) {
    MessagePart part = MessagePart.of(type, Media.withoutBytes(text));
    if (redacted.test(text)) {
      return part.asRedacted();
    }
    boolean cut = text.length() >= Texts.MAX_BYTES || CUT_BY_CLIENT.matcher(text).find();
    return cut ? part.asCut() : part;
  }

  /// All parts of a message: its reasoning, its content, its tool calls.
  List<MessagePart> content(Obj message, String role) {
    List<MessagePart> found = new ArrayList<>();
    if (role.equals("tool")) {
      toolMessage(message, found);
      return found;
    }
    ValueTree reasoning = message.get("reasoning_content", "reasoning", "thinking");
    if (reasoning instanceof Text(String text) && !text.isBlank()) {
      found.add(text(MessagePart.Type.REASONING, text));
    }
    ValueTree content = message.get(CONTENT);
    if (content != null) {
      found.addAll(parts(content));
    } else {
      found.addAll(parts(message));
    }
    calls(message.get("tool_calls", "toolCalls", "function_call"), found);
    return found;
  }

  private void toolMessage(Obj message, List<MessagePart> found) {
    ValueTree content = message.get("content", "parts", "contents", "text", "response", "result");
    List<MessagePart> parts = content == null ? List.of() : parts(content);
    if (parts.stream().anyMatch(part -> part.type() == MessagePart.Type.TOOL_RESPONSE)) {
      found.addAll(parts);
      return;
    }
    found.add(response(message, content));
  }

  private MessagePart response(Obj object, @Nullable ValueTree content) {
    String id =
        object.text("tool_call_id", "toolCallId", "toolUseId", "tool_use_id", "call_id", "id");
    String text = content == null ? "" : plain(content);
    MessagePart part = text(MessagePart.Type.TOOL_RESPONSE, text);
    return new MessagePart(
        MessagePart.Type.TOOL_RESPONSE,
        part.text(),
        object.text("name", "toolName"),
        id,
        null,
        MessagePart.UNKNOWN,
        part.cut(),
        part.redacted());
  }

  /// A value as text: itself, the texts of its parts, or JSON.
  private static String plain(ValueTree value) {
    return switch (value) {
      case Text(String text) -> text;
      case Arr(var elements)
          when elements.size() == 1
              && elements.getFirst() instanceof Obj object
              && object.text("text", "content") != null ->
          String.valueOf(object.text("text", "content"));
      case Arr a -> TreeJson.of(a);
      case Obj o -> TreeJson.of(o);
      case Num(String digits) -> digits;
      case Bool(boolean flag) -> Boolean.toString(flag);
      case Nothing n -> "";
    };
  }

  /// The parts that a value is; none when it is no part.
  List<MessagePart> parts(ValueTree value) {
    return switch (value) {
      case Text(String text) -> written(text);
      case Arr(var elements) -> elements.stream().flatMap(e -> parts(e).stream()).toList();
      case Obj object -> part(object);
      case Num(String digits) -> List.of(text(MessagePart.Type.TEXT, digits));
      case Bool b -> List.of();
      case Nothing n -> List.of();
    };
  }

  /// Text, or parts that were written down as JSON.
  private List<MessagePart> written(String text) {
    if (text.isBlank()) {
      return List.of();
    }
    boolean mayBeParts = text.startsWith("[{") || text.startsWith("{\"");
    List<MessagePart> parts =
        mayBeParts && ValueTree.parse(text).value() instanceof Arr(var elements)
            ? elements.stream().flatMap(element -> parts(element).stream()).toList()
            : List.of();
    return parts.isEmpty() ? List.of(text(MessagePart.Type.TEXT, text)) : parts;
  }

  private List<MessagePart> part(Obj object) {
    String type = object.text("type", "block_type", "kind");
    return switch (type == null ? "" : type) {
      case "text", "input_text", "output_text", "TEXT" -> texts(MessagePart.Type.TEXT, object);
      case "reasoning", "thinking", "redacted_thinking" ->
          texts(MessagePart.Type.REASONING, object);
      case "tool_call",
          "tool_use",
          "function_call",
          "tool-call",
          "server_tool_call",
          "server_tool_use" ->
          List.of(call(object));
      case "tool_call_response",
          "tool_result",
          "tool-result",
          "function_call_output",
          "server_tool_call_response" ->
          List.of(response(object, object.get("response", "result", "content", "output")));
      case "image",
          "image_url",
          "input_image",
          "audio",
          "input_audio",
          "blob",
          "uri",
          "file",
          "file_data",
          "video",
          "document",
          "media" ->
          List.of(media(object));
      default -> untyped(object);
    };
  }

  private List<MessagePart> texts(MessagePart.Type type, Obj object) {
    ValueTree text = object.get("text", "content", "thinking", "summary", "data");
    if (text == null) {
      return List.of();
    }
    String plain = plain(text);
    return plain.isBlank() ? List.of() : List.of(text(type, plain));
  }

  /// Bedrock and Gemini name a part by the member that holds it.
  private List<MessagePart> untyped(Obj object) {
    if (object.get("toolUse", "functionCall", "function_call", "function", "tool_call")
        instanceof Obj call) {
      MessagePart part = call(call);
      String id = part.id() == null ? object.text("id", "tool_call_id") : part.id();
      return List.of(
          new MessagePart(
              part.type(),
              part.text(),
              part.name(),
              id,
              null,
              MessagePart.UNKNOWN,
              part.cut(),
              part.redacted()));
    }
    if (object.get("toolResult", "functionResponse", "function_response", "tool_call_result")
        instanceof Obj answer) {
      return List.of(response(answer, answer.get("content", "response", "result", "output")));
    }
    if (object.get("reasoningContent") instanceof Obj reasoning) {
      ValueTree text = reasoning.get("reasoningText", "text");
      return text instanceof Obj inner
          ? texts(MessagePart.Type.REASONING, inner)
          : texts(MessagePart.Type.REASONING, reasoning);
    }
    if (object.get("inlineData", "inline_data", "fileData", "file_data", "image", "image_url")
        instanceof Obj data) {
      return List.of(media(data));
    }
    boolean isCall =
        object.get("name", "toolName") != null && object.get("arguments", "args", "input") != null;
    if (isCall) {
      return List.of(call(object));
    }
    return texts(MessagePart.Type.TEXT, object);
  }

  private void calls(@Nullable ValueTree calls, List<MessagePart> found) {
    if (calls instanceof Text(String text)) {
      ValueTree parsed = ValueTree.parse(text).value();
      if (!(parsed instanceof Text)) {
        calls(parsed, found);
      }
    } else if (calls instanceof Arr(var elements)) {
      elements.forEach(element -> calls(element, found));
    } else if (calls instanceof Obj object) {
      found.add(call(object));
    }
  }

  private MessagePart call(Obj object) {
    Obj function =
        object.get("function", "tool_call", "toolUse") instanceof Obj inner ? inner : object;
    ValueTree arguments = function.get("arguments", "args", "input", "parameters", "tool_kwargs");
    String text = arguments == null ? "" : plain(arguments);
    boolean cut = ValueTree.parse(text).cut();
    return new MessagePart(
        MessagePart.Type.TOOL_CALL,
        redacted.test(text) ? null : Media.withoutBytes(text),
        function.text("name", "toolName", "tool_name"),
        object.text("id", "call_id", "toolCallId", "toolUseId", "tool_use_id", "tool_call_id"),
        null,
        MessagePart.UNKNOWN,
        cut,
        redacted.test(text));
  }

  private static MessagePart media(Obj object) {
    String mime = object.text("mime_type", "mimeType", "media_type", "modality", "format");
    ValueTree source =
        object.get(
            "image_url",
            "source",
            "input_audio",
            "image",
            "file",
            "uri",
            "url",
            "data",
            "content",
            "bytes",
            "fileUri",
            "file_id");
    if (source instanceof Obj inner) {
      MessagePart nested = media(inner);
      return mime == null || nested.mimeType() != null
          ? nested
          : new MessagePart(
              MessagePart.Type.MEDIA,
              nested.text(),
              null,
              null,
              mime,
              nested.sizeBytes(),
              false,
              false);
    }
    String text = source instanceof Text(String value) ? value : null;
    if (text != null && Media.isBytes(text)) {
      String type = Media.mimeType(text, mime == null ? "application/octet-stream" : mime);
      return new MessagePart(
          MessagePart.Type.MEDIA, null, null, null, type, Media.sizeBytes(text), false, false);
    }
    return new MessagePart(
        MessagePart.Type.MEDIA, text, null, null, mime, MessagePart.UNKNOWN, false, false);
  }
}

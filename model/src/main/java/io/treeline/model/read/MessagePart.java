package io.treeline.model.read;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A part of a message.
///
/// `text` is what was said, a tool call's arguments or a tool's answer; for media it is the
/// address, null when the bytes themselves were sent, which views leave out: `sizeBytes` says how
/// many. `id` is a tool call's. `cut` means that the client sent only the beginning, `redacted`
/// that it took the content out.
public record MessagePart(
    Type type,
    @Nullable String text,
    @Nullable String name,
    @Nullable String id,
    @Nullable String mimeType,
    long sizeBytes,
    boolean cut,
    boolean redacted) {
  /// No size known.
  public static final long UNKNOWN = -1;

  /// What a part is.
  public enum Type {
    TEXT,
    REASONING,
    TOOL_CALL,
    TOOL_RESPONSE,
    MEDIA,
    OTHER;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// Text or reasoning.
  public static MessagePart of(Type type, String text) {
    return new MessagePart(type, text, null, null, null, UNKNOWN, false, false);
  }

  public MessagePart asCut() {
    return new MessagePart(type, text, name, id, mimeType, sizeBytes, true, redacted);
  }

  public MessagePart asRedacted() {
    return new MessagePart(type, null, name, id, mimeType, sizeBytes, cut, true);
  }
}

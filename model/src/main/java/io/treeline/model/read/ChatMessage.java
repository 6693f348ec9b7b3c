package io.treeline.model.read;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One message of a conversation with a model, whatever encoding it came in.
///
/// `role` is `system`, `user`, `assistant` or `tool`. `finishReason` is as sent, null when none
/// stood beside the message.
public record ChatMessage(String role, List<MessagePart> parts, @Nullable String finishReason) {
  public ChatMessage {
    parts = List.copyOf(parts);
  }
}

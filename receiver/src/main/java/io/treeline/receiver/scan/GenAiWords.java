package io.treeline.receiver.scan;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.stream.Stream;

/// The beginnings of names by which a log record is known to speak of GenAI.
///
/// Sources: OpenTelemetry GenAI events (`gen_ai.`), the event names of Codex, Gemini CLI and Claude
/// Code, and the attribute namespaces of the dialects that log.
final class GenAiWords {
  private static final byte[][] EVENT_PREFIXES =
      prefixes("gen_ai.", "codex.", "gemini_cli.", "claude_code.");
  private static final byte[][] KEY_PREFIXES =
      prefixes(
          "gen_ai.",
          "llm.",
          "langfuse.",
          "openinference.",
          "traceloop.",
          "ai.",
          "gcp.vertex.agent",
          "codex.",
          "gemini_cli.");

  private GenAiWords() {}

  static boolean namesEvent(WireReader in, int from, int to) {
    return matches(EVENT_PREFIXES, in, from, to);
  }

  static boolean namesAttribute(WireReader in, int from, int to) {
    return matches(KEY_PREFIXES, in, from, to);
  }

  private static boolean matches(byte[][] prefixes, WireReader in, int from, int to) {
    for (byte[] prefix : prefixes) {
      if (in.startsWith(from, to, prefix)) {
        return true;
      }
    }
    return false;
  }

  private static byte[][] prefixes(String... words) {
    return Stream.of(words).map(word -> word.getBytes(UTF_8)).toArray(byte[][]::new);
  }
}

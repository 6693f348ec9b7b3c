package io.treeline.receiver.http;

import static io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames.CONTENT_ENCODING;

import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaders;
import io.treeline.model.ingest.Refusal;
import io.treeline.model.ingest.RefusalReason;
import io.treeline.receiver.codec.ContentCoding;
import io.treeline.receiver.scan.RefusedException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The codings of a request's body, as its `Content-Encoding` headers name them.
///
/// Source: RFC 9110, section 8.4; the Collector takes one name only.
final class ContentEncoding {
  /// What is repeated of a name that is none.
  private static final int MAX_SHOWN_CHARS = 40;

  private static final Pattern NO_NAME = Pattern.compile("[^a-zA-Z0-9 ._+-]");

  private ContentEncoding() {}

  /// The codings in the order in which they were applied, without `identity`.
  ///
  /// @param enabled the codings taken; empty: none is undone, the body is taken as it is
  /// @throws RefusedException if one is unknown or not enabled
  static List<ContentCoding> of(HttpHeaders headers, Set<ContentCoding> enabled)
      throws RefusedException {
    if (enabled.isEmpty()) {
      return List.of();
    }
    List<ContentCoding> codings = new ArrayList<>();
    for (String value : headers.getAll(CONTENT_ENCODING)) {
      for (String name : value.split(",", -1)) {
        ContentCoding coding = ContentCoding.of(name);
        if (coding == null || !enabled.contains(coding)) {
          throw unsupported(name, enabled);
        }
        if (coding != ContentCoding.IDENTITY) {
          codings.add(coding);
        }
      }
    }
    if (codings.size() > HttpLimits.MAX_CODINGS) {
      throw unsupported("of so many names", enabled);
    }
    if (codings.isEmpty() && !enabled.contains(ContentCoding.IDENTITY)) {
      throw unsupported(ContentCoding.IDENTITY.word(), enabled);
    }
    return codings;
  }

  private static RefusedException unsupported(String name, Set<ContentCoding> enabled) {
    String names =
        enabled.stream()
            .sorted(Comparator.naturalOrder())
            .map(ContentCoding::word)
            .collect(Collectors.joining(", "));
    return new RefusedException(
        Refusal.permanent(
            RefusalReason.UNSUPPORTED_ENCODING,
            "unsupported Content-Encoding " + shown(name) + "; use " + names));
  }

  /// What came, as far as it may be a name.
  private static String shown(String name) {
    String start = name.strip();
    start = start.substring(0, Math.min(start.length(), MAX_SHOWN_CHARS));
    return NO_NAME.matcher(start).replaceAll("?");
  }
}

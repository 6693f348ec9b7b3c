package io.treeline.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Who a run belongs to. `sessionSource` says which attribute gave the session, `implicit` when
/// none did and the session is the trace. `scores` are in [Score#ORDER].
public record RunContext(
    String sessionId,
    String sessionSource,
    @Nullable String userId,
    List<String> tags,
    Map<String, String> metadata,
    @Nullable String environment,
    List<String> services,
    List<String> dialects,
    List<Score> scores) {
  /// The source of a session that nothing on the wire names.
  public static final String IMPLICIT = "implicit";

  /// The source of a session that is the trace which this one continues by a link.
  public static final String IMPLICIT_BY_LINK = "implicit, linked trace";

  public RunContext {
    tags = List.copyOf(tags);
    metadata = Map.copyOf(metadata);
    services = List.copyOf(services);
    dialects = List.copyOf(dialects);
    scores = List.copyOf(scores);
  }

  public boolean isImplicit() {
    return sessionSource.equals(IMPLICIT) || sessionSource.equals(IMPLICIT_BY_LINK);
  }
}

package io.treeline.storage.codec;

import io.treeline.model.KnownSum;
import io.treeline.model.ToolUse;
import io.treeline.model.store.SessionFold;
import io.treeline.model.store.SessionFold.Count;
import io.treeline.model.store.SessionFold.ModelSums;
import io.treeline.proto.store.v1.StoredModelSums;
import io.treeline.proto.store.v1.StoredSessionFold;
import io.treeline.proto.store.v1.StoredSum;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/// The session fold rows of `view`: a version byte and a `StoredSessionFold`.
public final class SessionFoldCodec {
  private static final String WHAT = "session fold";

  private SessionFoldCodec() {}

  /// A session's fold in one bucket. The key may hold only a hash of the id, so the row has it.
  public record SessionRow(String sessionId, SessionFold fold) {}

  public static byte[] write(String sessionId, SessionFold fold) {
    SessionFold.State state = fold.state();
    StoredSessionFold.Builder stored =
        StoredSessionFold.newBuilder()
            .setSessionId(sessionId)
            .setFirstUnixNanos(state.firstUnixNanos())
            .setLastUnixNanos(state.lastUnixNanos())
            .setTraces(state.traces())
            .putAllUsers(state.users())
            .putAllTags(state.tags())
            .putAllPrices(state.prices());
    state.counts().forEach((count, n) -> setCount(stored, count, n));
    state.sums().forEach(sum -> stored.addSums(sum(sum)));
    state.models().forEach((name, sums) -> stored.putModels(name, model(sums)));
    state.tools().forEach((name, use) -> stored.putTools(name, MetricsCodec.tool(use)));
    return StoredMessage.write(stored.build());
  }

  public static SessionRow read(byte[] value) {
    StoredSessionFold stored = StoredMessage.read(value, StoredSessionFold.parser(), WHAT);
    Map<Count, Integer> counts = new EnumMap<>(Count.class);
    for (Count count : Count.values()) {
      counts.put(count, count(stored, count));
    }
    Map<String, ModelSums> models = new HashMap<>();
    stored.getModelsMap().forEach((name, sums) -> models.put(name, model(sums)));
    Map<String, ToolUse> tools = new HashMap<>();
    stored.getToolsMap().forEach((name, use) -> tools.put(name, MetricsCodec.tool(use)));
    return new SessionRow(
        stored.getSessionId(),
        SessionFold.of(
            new SessionFold.State(
                stored.getFirstUnixNanos(),
                stored.getLastUnixNanos(),
                stored.getTraces(),
                counts,
                stored.getSumsList().stream().map(SessionFoldCodec::sum).toList(),
                models,
                tools,
                stored.getUsersMap(),
                stored.getTagsMap(),
                stored.getPricesMap())));
  }

  private static void setCount(StoredSessionFold.Builder stored, Count count, int n) {
    switch (count) {
      case RUNS -> stored.setRuns(n);
      case LLM_CALLS -> stored.setLlmCalls(n);
      case TOOL_CALLS -> stored.setToolCalls(n);
      case ERRORS -> stored.setErrors(n);
      case UNPRICED_CALLS -> stored.setUnpricedCalls(n);
      case INCOMPLETE_COSTS -> stored.setIncompleteCosts(n);
      case RUNNING -> stored.setRunning(n);
      case IMPLICIT -> stored.setImplicit(n);
    }
  }

  private static int count(StoredSessionFold stored, Count count) {
    return switch (count) {
      case RUNS -> stored.getRuns();
      case LLM_CALLS -> stored.getLlmCalls();
      case TOOL_CALLS -> stored.getToolCalls();
      case ERRORS -> stored.getErrors();
      case UNPRICED_CALLS -> stored.getUnpricedCalls();
      case INCOMPLETE_COSTS -> stored.getIncompleteCosts();
      case RUNNING -> stored.getRunning();
      case IMPLICIT -> stored.getImplicit();
    };
  }

  private static StoredSum sum(KnownSum sum) {
    return StoredSum.newBuilder().setSum(sum.sum()).setKnown(sum.known()).build();
  }

  private static KnownSum sum(StoredSum stored) {
    return new KnownSum(stored.getSum(), stored.getKnown());
  }

  private static StoredModelSums model(ModelSums sums) {
    return StoredModelSums.newBuilder()
        .setCalls(sums.calls())
        .setInput(sum(sums.input()))
        .setOutput(sum(sums.output()))
        .setNanoUsd(sum(sums.nanoUsd()))
        .build();
  }

  private static ModelSums model(StoredModelSums stored) {
    return new ModelSums(
        stored.getCalls(),
        sum(stored.getInput()),
        sum(stored.getOutput()),
        sum(stored.getNanoUsd()));
  }
}

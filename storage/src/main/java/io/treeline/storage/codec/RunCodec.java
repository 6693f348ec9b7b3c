package io.treeline.storage.codec;

import io.treeline.model.AgentUse;
import io.treeline.model.DataQualityNote;
import io.treeline.model.Finding;
import io.treeline.model.Run;
import io.treeline.model.RunContext;
import io.treeline.model.RunId;
import io.treeline.model.TraceId;
import io.treeline.proto.store.v1.StoredAgentUse;
import io.treeline.proto.store.v1.StoredDataQualityNote;
import io.treeline.proto.store.v1.StoredFinding;
import io.treeline.proto.store.v1.StoredRun;
import io.treeline.proto.store.v1.StoredRunContext;

/// The run rows of `view`: a version byte and a `StoredRun`. What is read equals what was written.
public final class RunCodec {
  private static final String WHAT = "run";

  private RunCodec() {}

  public static byte[] write(Run run) {
    StoredRun.Builder stored =
        StoredRun.newBuilder()
            .setTraceIdHigh(run.id().traceId().high())
            .setTraceIdLow(run.id().traceId().low())
            .setRootSpanId(run.id().rootSpanId())
            .addAllAliases(run.aliases())
            .setName(run.name())
            .setState(StoredWords.state(run.state()))
            .setStateReason(run.stateReason())
            .setOutcome(StoredWords.outcome(run.outcome()))
            .setFinalAnswerTruncated(run.finalAnswerTruncated())
            .setContext(context(run.context()))
            .setStartUnixNanos(run.startUnixNanos())
            .setEndUnixNanos(run.endUnixNanos())
            .setMetrics(MetricsCodec.write(run.metrics()))
            .setRevision(run.revision())
            .setLastArrivalUnixNanos(run.lastArrivalUnixNanos());
    if (run.finalAnswer() != null) {
      stored.setFinalAnswer(run.finalAnswer());
    }
    run.agents().forEach(agent -> stored.addAgents(agent(agent)));
    run.findings().forEach(finding -> stored.addFindings(finding(finding)));
    run.dataQuality().forEach(note -> stored.addDataQuality(note(note)));
    return StoredMessage.write(stored.build());
  }

  public static Run read(byte[] value) {
    StoredRun stored = StoredMessage.read(value, StoredRun.parser(), WHAT);
    return new Run(
        new RunId(
            new TraceId(stored.getTraceIdHigh(), stored.getTraceIdLow()), stored.getRootSpanId()),
        stored.getAliasesList(),
        stored.getName(),
        StoredWords.state(stored.getState()),
        stored.getStateReason(),
        StoredWords.outcome(stored.getOutcome()),
        stored.hasFinalAnswer() ? stored.getFinalAnswer() : null,
        stored.getFinalAnswerTruncated(),
        context(stored.getContext()),
        stored.getStartUnixNanos(),
        stored.getEndUnixNanos(),
        stored.getAgentsList().stream().map(RunCodec::agent).toList(),
        MetricsCodec.read(stored.getMetrics()),
        stored.getFindingsList().stream().map(RunCodec::finding).toList(),
        stored.getDataQualityList().stream().map(RunCodec::note).toList(),
        stored.getRevision(),
        stored.getLastArrivalUnixNanos());
  }

  private static StoredRunContext context(RunContext context) {
    StoredRunContext.Builder stored =
        StoredRunContext.newBuilder()
            .setSessionId(context.sessionId())
            .setSessionSource(context.sessionSource())
            .addAllTags(context.tags())
            .putAllMetadata(context.metadata())
            .addAllServices(context.services())
            .addAllDialects(context.dialects());
    if (context.userId() != null) {
      stored.setUserId(context.userId());
    }
    if (context.environment() != null) {
      stored.setEnvironment(context.environment());
    }
    context.scores().forEach(score -> stored.addScores(ScoreCodec.write(score)));
    return stored.build();
  }

  private static RunContext context(StoredRunContext stored) {
    return new RunContext(
        stored.getSessionId(),
        stored.getSessionSource(),
        stored.hasUserId() ? stored.getUserId() : null,
        stored.getTagsList(),
        stored.getMetadataMap(),
        stored.hasEnvironment() ? stored.getEnvironment() : null,
        stored.getServicesList(),
        stored.getDialectsList(),
        stored.getScoresList().stream().map(ScoreCodec::read).toList());
  }

  private static StoredAgentUse agent(AgentUse agent) {
    StoredAgentUse.Builder stored =
        StoredAgentUse.newBuilder().setName(agent.name()).setInvocations(agent.invocations());
    if (agent.parent() != null) {
      stored.setParent(agent.parent());
    }
    return stored.build();
  }

  private static AgentUse agent(StoredAgentUse stored) {
    return new AgentUse(
        stored.getName(), stored.hasParent() ? stored.getParent() : null, stored.getInvocations());
  }

  private static StoredFinding finding(Finding finding) {
    return StoredFinding.newBuilder()
        .setRule(finding.rule())
        .setSeverity(StoredWords.severity(finding.severity()))
        .addAllSpanIds(finding.spanIds())
        .setMessage(finding.message())
        .build();
  }

  private static Finding finding(StoredFinding stored) {
    return new Finding(
        stored.getRule(),
        StoredWords.severity(stored.getSeverity()),
        stored.getSpanIdsList(),
        stored.getMessage());
  }

  private static StoredDataQualityNote note(DataQualityNote note) {
    return StoredDataQualityNote.newBuilder()
        .setCode(note.code())
        .setCount(note.count())
        .addAllSpanIds(note.spanIds())
        .build();
  }

  private static DataQualityNote note(StoredDataQualityNote stored) {
    return new DataQualityNote(stored.getCode(), stored.getCount(), stored.getSpanIdsList());
  }
}

package io.treeline.storage.codec;

import io.treeline.model.Outcome;
import io.treeline.model.RunState;
import io.treeline.model.Severity;
import io.treeline.proto.store.v1.StoredOutcome;
import io.treeline.proto.store.v1.StoredRunState;
import io.treeline.proto.store.v1.StoredSeverity;

/// The closed choices of a run as the store spells them, with numbers of their own.
final class StoredWords {
  private StoredWords() {}

  static StoredRunState state(RunState state) {
    return switch (state) {
      case RUNNING -> StoredRunState.STORED_RUN_STATE_RUNNING;
      case ENDED -> StoredRunState.STORED_RUN_STATE_ENDED;
      case STALLED -> StoredRunState.STORED_RUN_STATE_STALLED;
      case ABANDONED -> StoredRunState.STORED_RUN_STATE_ABANDONED;
    };
  }

  static RunState state(StoredRunState stored) {
    return switch (stored) {
      case STORED_RUN_STATE_RUNNING -> RunState.RUNNING;
      case STORED_RUN_STATE_ENDED -> RunState.ENDED;
      case STORED_RUN_STATE_STALLED -> RunState.STALLED;
      case STORED_RUN_STATE_ABANDONED -> RunState.ABANDONED;
      case STORED_RUN_STATE_UNSPECIFIED, UNRECOGNIZED -> throw unknown(stored);
    };
  }

  static StoredOutcome outcome(Outcome outcome) {
    return switch (outcome) {
      case FINAL_ANSWER -> StoredOutcome.STORED_OUTCOME_FINAL_ANSWER;
      case TRUNCATED -> StoredOutcome.STORED_OUTCOME_TRUNCATED;
      case TOOL_PENDING -> StoredOutcome.STORED_OUTCOME_TOOL_PENDING;
      case HANDED_OFF -> StoredOutcome.STORED_OUTCOME_HANDED_OFF;
      case REFUSED -> StoredOutcome.STORED_OUTCOME_REFUSED;
      case EMPTY -> StoredOutcome.STORED_OUTCOME_EMPTY;
      case ERROR -> StoredOutcome.STORED_OUTCOME_ERROR;
      case ABANDONED -> StoredOutcome.STORED_OUTCOME_ABANDONED;
      case UNKNOWN -> StoredOutcome.STORED_OUTCOME_UNKNOWN;
    };
  }

  static Outcome outcome(StoredOutcome stored) {
    return switch (stored) {
      case STORED_OUTCOME_FINAL_ANSWER -> Outcome.FINAL_ANSWER;
      case STORED_OUTCOME_TRUNCATED -> Outcome.TRUNCATED;
      case STORED_OUTCOME_TOOL_PENDING -> Outcome.TOOL_PENDING;
      case STORED_OUTCOME_HANDED_OFF -> Outcome.HANDED_OFF;
      case STORED_OUTCOME_REFUSED -> Outcome.REFUSED;
      case STORED_OUTCOME_EMPTY -> Outcome.EMPTY;
      case STORED_OUTCOME_ERROR -> Outcome.ERROR;
      case STORED_OUTCOME_ABANDONED -> Outcome.ABANDONED;
      case STORED_OUTCOME_UNKNOWN -> Outcome.UNKNOWN;
      case STORED_OUTCOME_UNSPECIFIED, UNRECOGNIZED -> throw unknown(stored);
    };
  }

  static StoredSeverity severity(Severity severity) {
    return switch (severity) {
      case INFO -> StoredSeverity.STORED_SEVERITY_INFO;
      case WARN -> StoredSeverity.STORED_SEVERITY_WARN;
      case ERROR -> StoredSeverity.STORED_SEVERITY_ERROR;
    };
  }

  static Severity severity(StoredSeverity stored) {
    return switch (stored) {
      case STORED_SEVERITY_INFO -> Severity.INFO;
      case STORED_SEVERITY_WARN -> Severity.WARN;
      case STORED_SEVERITY_ERROR -> Severity.ERROR;
      case STORED_SEVERITY_UNSPECIFIED, UNRECOGNIZED -> throw unknown(stored);
    };
  }

  private static RuntimeException unknown(Enum<?> stored) {
    return RecordVersion.damaged("run", stored.name());
  }
}

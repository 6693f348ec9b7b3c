package io.treeline.storage.codec;

import io.treeline.model.Score;
import io.treeline.proto.store.v1.StoredScore;

/// The scores in run rows. What is read equals what was written.
final class ScoreCodec {
  private ScoreCodec() {}

  static StoredScore write(Score score) {
    StoredScore.Builder stored =
        StoredScore.newBuilder()
            .setName(score.name())
            .setSource(score.source())
            .setSpanId(score.spanId());
    if (score.value() != null) {
      stored.setValue(score.value());
    }
    if (score.label() != null) {
      stored.setLabel(score.label());
    }
    if (score.comment() != null) {
      stored.setComment(score.comment());
    }
    return stored.build();
  }

  static Score read(StoredScore stored) {
    return new Score(
        stored.getName(),
        stored.hasValue() ? stored.getValue() : null,
        stored.hasLabel() ? stored.getLabel() : null,
        stored.hasComment() ? stored.getComment() : null,
        stored.getSource(),
        stored.getSpanId());
  }
}

package io.treeline.receiver.admission;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class VerdictTest {

  @Test
  void accepted_longMessage_isCutSoThatTheAnswerStaysSmall() {
    var verdict = new Verdict.Accepted(7, "x".repeat(5 << 20));

    assertThat(ExportResponses.encode(verdict)).hasSizeLessThan(2_000);
    assertThat(new Verdict.Accepted(1, "short").message()).isEqualTo("short");
  }
}

package io.treeline.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.Run;
import io.treeline.model.RunId;
import io.treeline.storage.codec.RunCodec;
import io.treeline.testkit.SampleChunks;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunCodecPropertyTest {

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void run_writtenAndRead_isEqual(long seed) {
    RandomRuns runs = new RandomRuns(new Random(seed));
    for (int i = 0; i < 200; i++) {
      Run run = runs.run(new RunId(SampleChunks.trace(i), -i));
      assertThat(RunCodec.read(RunCodec.write(run))).isEqualTo(run);
    }
  }
}

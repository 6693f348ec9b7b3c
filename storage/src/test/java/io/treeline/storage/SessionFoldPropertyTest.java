package io.treeline.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.Run;
import io.treeline.model.TraceId;
import io.treeline.model.store.SessionFold;
import io.treeline.storage.codec.SessionFoldCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionFoldPropertyTest {
  private static final String SESSION = "s";

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 42, 20_261_123})
  void fold_anySequenceOfAddsAndRemoves_equalsFoldOfWhatIsLeft(long seed) {
    Random random = new Random(seed);
    RandomRuns runs = new RandomRuns(random);
    List<List<Run>> members = new ArrayList<>();
    SessionFold fold = new SessionFold();
    for (int step = 0; step < 300; step++) {
      if (members.isEmpty() || random.nextInt(5) < 3) {
        List<Run> added = runs.ofTrace(new TraceId(1, step));
        members.add(added);
        fold.add(added);
      } else {
        List<Run> removed = members.remove(random.nextInt(members.size()));
        boolean extreme = fold.isExtreme(removed);
        fold.remove(removed);
        if (extreme) {
          SessionFold left = foldOf(members);
          fold.setTimes(left.firstUnixNanos(), left.lastUnixNanos());
        }
      }
      if (random.nextInt(4) == 0) {
        fold = SessionFoldCodec.read(SessionFoldCodec.write(SESSION, fold)).fold();
      }
      SessionFold expected = foldOf(members);
      assertThat(fold.state()).as("step %s", step).isEqualTo(expected.state());
      assertThat(fold.toSession(SESSION)).isEqualTo(expected.toSession(SESSION));
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {7, 8})
  void merge_membersSplitOverBuckets_equalsOneFold(long seed) {
    RandomRuns runs = new RandomRuns(new Random(seed));
    SessionFold one = new SessionFold();
    SessionFold left = new SessionFold();
    SessionFold right = new SessionFold();
    for (int trace = 0; trace < 40; trace++) {
      List<Run> member = runs.ofTrace(new TraceId(2, trace));
      one.add(member);
      (trace % 3 == 0 ? left : right).add(member);
    }
    left.merge(right);
    assertThat(left.state()).isEqualTo(one.state());
  }

  private static SessionFold foldOf(List<List<Run>> members) {
    SessionFold fold = new SessionFold();
    members.forEach(fold::add);
    return fold;
  }
}

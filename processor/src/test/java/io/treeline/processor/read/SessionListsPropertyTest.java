package io.treeline.processor.read;

import static io.treeline.processor.view.TestChunks.trace;
import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.Run;
import io.treeline.model.Session;
import io.treeline.model.ingest.ChunkEntry;
import io.treeline.model.read.Page;
import io.treeline.model.read.RunOrder;
import io.treeline.model.read.RunQuery;
import io.treeline.model.read.SessionQuery;
import io.treeline.model.store.RunFilter;
import io.treeline.model.store.SessionFold;
import io.treeline.processor.view.CoreHarness;
import io.treeline.processor.view.TestChunks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Sessions are what folding all listed runs gives, however much of them is not flushed.
final class SessionListsPropertyTest {

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void sessions_atAnyMoment_areTheFoldOfTheirRuns(long seed) {
    Random random = new Random(seed);
    CoreHarness core = new CoreHarness();
    for (int step = 0; step < 60; step++) {
      core.send(trace(1 + random.nextInt(9)), span(random));
      core.pass(Duration.ofMillis(random.nextInt(400)));
      if (random.nextInt(6) == 0) {
        core.views.flush();
      }
      if (step % 7 == 0) {
        assertThat(sessions(core, 3)).isEqualTo(folded(core));
      }
    }
    assertThat(sessions(core, 100)).isEqualTo(folded(core));
  }

  /// Random parents make tops come and go, so runs appear, vanish and shrink.
  private static ChunkEntry span(Random random) {
    long id = 1L + random.nextInt(6);
    long parent = random.nextInt(3) == 0 ? 0 : 7L + random.nextInt(2);
    return random.nextInt(4) == 0
        ? TestChunks.open(id, parent, random.nextInt(50))
        : TestChunks.span(id, parent, random.nextInt(50));
  }

  private static List<Session> sessions(CoreHarness core, int limit) {
    List<Session> sessions = new ArrayList<>();
    String cursor = null;
    do {
      Page<Session> page = core.reader.sessions(new SessionQuery(limit, cursor));
      sessions.addAll(page.items());
      cursor = page.nextCursor();
      assertThat(page.total()).isEqualTo(folded(core).size());
    } while (cursor != null);
    for (Session session : sessions) {
      assertThat(core.reader.session(session.id())).isEqualTo(session);
    }
    return sessions;
  }

  private static List<Session> folded(CoreHarness core) {
    List<Run> runs =
        core.reader.runs(new RunQuery(RunFilter.ALL, RunOrder.NEWEST, 1_000, null)).items();
    Map<String, Map<Object, List<Run>>> members = new HashMap<>();
    for (Run run : runs) {
      members
          .computeIfAbsent(run.context().sessionId(), id -> new HashMap<>())
          .computeIfAbsent(run.id().traceId(), id -> new ArrayList<>())
          .add(run);
    }
    List<Session> sessions = new ArrayList<>();
    members.forEach((id, traces) -> {
      SessionFold fold = new SessionFold();
      traces.values().forEach(fold::add);
      sessions.add(fold.toSession(id));
    });
    sessions.sort(
        Comparator.comparingLong(Session::lastUnixNanos).reversed().thenComparing(Session::id));
    return sessions;
  }
}

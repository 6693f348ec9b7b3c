package io.treeline.app;

import io.treeline.app.config.Endpoint;
import io.treeline.app.demo.DemoRun;
import io.treeline.app.server.TreelineServer.Running;
import io.treeline.model.RunState;
import io.treeline.model.TraceId;
import io.treeline.model.read.RunLookup;
import io.treeline.processor.view.TimeSource;
import java.time.Duration;

/// `serve --demo`: sends the sample run to this server's own port and prints it when it has ended.
final class Demo {
  private static final Duration POLL = Duration.ofMillis(200);

  private Demo() {}

  static void show(Running server) throws InterruptedException {
    Endpoint otlp = server.otlpGrpc();
    if (otlp == null) {
      System.err.println("treeline: --demo needs OTLP/gRPC, which the configuration has off");
      return;
    }
    TraceId trace = DemoRun.replay(otlp.host(), otlp.port(), TimeSource.SYSTEM.unixNanos());
    System.err.println("treeline: sample run sent; its tree follows when it has ended ...");
    while (!hasEnded(server, trace)) {
      Thread.sleep(POLL);
    }
    Main.run("show", trace.toString(), "--endpoint", "http://" + server.query());
  }

  private static boolean hasEnded(Running server, TraceId trace) {
    return server.reader().find(trace.toString()) instanceof RunLookup.Found found
        && found.tree().run().state() == RunState.ENDED;
  }
}

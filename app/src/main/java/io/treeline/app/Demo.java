package io.treeline.app;

import io.treeline.app.demo.DemoRun;
import io.treeline.app.server.Logs;
import io.treeline.app.server.TreelineServer.Running;
import io.treeline.model.RunState;
import io.treeline.model.TraceId;
import io.treeline.model.read.RunLookup;
import io.treeline.model.read.StepQuery;
import io.treeline.processor.view.TimeSource;
import io.treeline.receiver.net.ListenAddress;
import java.time.Duration;

/// `serve --demo`: sends the sample run to this server's own port and prints it when it has ended.
final class Demo {
  private static final Duration POLL = Duration.ofMillis(200);

  private Demo() {}

  static void show(Running server) throws InterruptedException {
    if (!(server.otlpGrpc() instanceof ListenAddress.Tcp otlp)) {
      Logs.warn("--demo needs OTLP/gRPC on TCP, which the configuration has off");
      return;
    }
    TraceId trace = DemoRun.replay(otlp.host(), otlp.port(), TimeSource.SYSTEM.unixNanos());
    Logs.say("treeline: sample run sent; its tree follows when it has ended ...");
    while (!hasEnded(server, trace)) {
      Thread.sleep(POLL);
    }
    Main.run("show", trace.toString(), "--endpoint", "http://" + server.query());
  }

  private static boolean hasEnded(Running server, TraceId trace) {
    return server.reader().find(trace.toString(), StepQuery.first(1))
            instanceof RunLookup.Found found
        && found.run().state() == RunState.ENDED;
  }
}

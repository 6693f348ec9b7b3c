package io.treeline.app;

import io.treeline.app.config.Config;
import io.treeline.app.config.ConfigException;
import io.treeline.app.server.StartException;
import io.treeline.app.server.TreelineServer;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `treeline serve`: runs until it is told to stop.
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = "Receives OTLP, stores it durably, and serves agent trees.",
    footer = {
      "",
      "Ports (all on 127.0.0.1 unless configured): 4317 OTLP/gRPC, 4318 OTLP/HTTP,",
      "7134 reading API, 13133 health, 8888 metrics. Stops on SIGTERM or SIGINT."
    })
final class ServeCommand implements Callable<Integer> {
  @Mixin private final ServeOptions options;

  /// For the command line, which fills in the options.
  ServeCommand() {
    this(new ServeOptions());
  }

  ServeCommand(ServeOptions options) {
    this.options = options;
  }

  @Override
  public Integer call() throws InterruptedException {
    TreelineServer server;
    try {
      Config config = options.config();
      config.notes().forEach(note -> System.err.println("treeline: " + note));
      server = TreelineServer.start(config, Main.version());
    } catch (ConfigException | StartException e) {
      System.err.println("treeline: " + e.getMessage());
      return 1;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "treeline-stop"));
    if (options.isDemo()) {
      Demo.show(server.running());
    }
    new CountDownLatch(1).await();
    return 0;
  }

  /// A stop that was asked for is a success, which the JVM by itself would report as 143.
  private static void stop(TreelineServer server) {
    server.close();
    System.err.println("treeline stopped");
    Runtime.getRuntime().halt(0);
  }
}

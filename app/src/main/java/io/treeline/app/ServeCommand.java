package io.treeline.app;

import io.treeline.app.config.Config;
import io.treeline.app.config.ConfigException;
import io.treeline.app.server.Logs;
import io.treeline.app.server.StartException;
import io.treeline.app.server.TreelineServer;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
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
      "7134 reading API, 13133 health, 8888 metrics. SIGTERM or SIGINT stops it, SIGHUP makes",
      "it read its configuration again."
    })
final class ServeCommand implements Callable<Integer> {
  /// How long a signal that arrives during the start waits for its end.
  private static final long START_SECONDS = 30;

  @Mixin private final ServeOptions options;

  private final CompletableFuture<@Nullable TreelineServer> started = new CompletableFuture<>();

  /// For the command line, which fills in the options.
  ServeCommand() {
    this(new ServeOptions());
  }

  ServeCommand(ServeOptions options) {
    this.options = options;
  }

  @Override
  public Integer call() throws InterruptedException {
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "treeline-stop"));
    // Before a port is open: until somebody handles it, the signal ends the process.
    HangupSignal.handle(this::reload);
    TreelineServer server;
    try {
      Config config = options.config();
      Logs.configure(config.telemetry().logs());
      config.notes().forEach(Logs::warn);
      server = TreelineServer.start(config, Main.version());
    } catch (ConfigException | StartException e) {
      started.complete(null);
      Logs.say("treeline: " + e.getMessage());
      return 1;
    }
    started.complete(server);
    if (options.isDemo()) {
      Demo.show(server.running());
    }
    new CountDownLatch(1).await();
    return 0;
  }

  private void reload() {
    try {
      TreelineServer server = started.get(START_SECONDS, TimeUnit.SECONDS);
      if (server != null) {
        server.reload(options.config());
      }
    } catch (InterruptedException | ExecutionException e) {
      return;
    } catch (TimeoutException e) {
      Logs.warn("the configuration is not read again, as the start has not ended");
    } catch (ConfigException e) {
      Logs.warn("the configuration is not read again, as it cannot be used: " + e.getMessage());
    }
  }

  /// A stop that was asked for is a success, which the JVM by itself would report as 143.
  private void stop() {
    TreelineServer server;
    try {
      server = started.get(START_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException e) {
      return;
    } catch (TimeoutException e) {
      Logs.say("treeline stopped before it had started");
      Runtime.getRuntime().halt(0);
      return;
    }
    if (server == null) {
      return;
    }
    server.close();
    Logs.say("treeline stopped");
    Runtime.getRuntime().halt(0);
  }
}

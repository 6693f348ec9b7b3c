package io.treeline.app.server;

import io.treeline.app.config.Config;
import io.treeline.app.config.Config.StoreConfig;
import io.treeline.app.config.Endpoint;
import io.treeline.app.server.Health.State;
import io.treeline.app.server.PlainHttp.Answer;
import io.treeline.model.ingest.InFlightBudget;
import io.treeline.model.read.RunReader;
import io.treeline.model.store.StoreException;
import io.treeline.model.telemetry.Telemetry;
import io.treeline.processor.read.StoreRunReader;
import io.treeline.processor.ring.RingSettings;
import io.treeline.processor.ring.SpanRing;
import io.treeline.processor.view.Failures;
import io.treeline.processor.view.Interpreter;
import io.treeline.processor.view.LiveViews;
import io.treeline.processor.view.TimeSource;
import io.treeline.processor.view.TraceViews;
import io.treeline.processor.view.ViewParts;
import io.treeline.processor.view.ViewsTelemetry;
import io.treeline.query.api.ApiHandler;
import io.treeline.query.api.QueryApi;
import io.treeline.query.api.ServerInfo;
import io.treeline.query.http.QueryServer;
import io.treeline.storage.RocksStore;
import io.treeline.storage.StoreSettings;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The running process: store, ring, receivers and reading ports, started in that order and stopped
/// in reverse.
public final class TreelineServer implements AutoCloseable {
  private static final Logger LOGGER = System.getLogger(TreelineServer.class.getName());

  /// Bytes between socket and disk; the launcher's heap is sized for twice this.
  private static final long IN_FLIGHT_BYTES = 64L << 20;

  /// How long a stopping server waits for the disk.
  private static final Duration DRAIN = Duration.ofSeconds(20);

  private final Config config;
  private final Path directory;
  private final String version;
  private final Telemetry telemetry = new Telemetry();
  private final InFlightBudget budget = new InFlightBudget(IN_FLIGHT_BYTES);
  private final Health health = new Health();
  private final Deque<Part> parts = new ArrayDeque<>();

  /// One started part and how it ends.
  private record Part(String name, AutoCloseable end) {}

  /// What a started server can be asked: the OTLP/gRPC address (null when off), the address that
  /// answers readers, and the reader behind it.
  public record Running(@Nullable Endpoint otlpGrpc, Endpoint query, RunReader reader) {}

  private final AtomicReference<@Nullable Running> running = new AtomicReference<>();

  private TreelineServer(Config config, String version) {
    this.config = config;
    this.version = version;
    this.directory = config.store().directory().toAbsolutePath().normalize();
  }

  /// Starts everything; when it returns, the server is ready and has said so on standard error.
  ///
  /// @throws StartException if it cannot start; then nothing is left running
  public static TreelineServer start(Config config, String version) {
    PortCheck.requireFree(config);
    TreelineServer server = new TreelineServer(config, version);
    boolean started = false;
    try {
      server.start();
      started = true;
      return server;
    } catch (StoreException e) {
      throw new StartException(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new StartException(server.directory + ": " + e.getMessage());
    } finally {
      if (!started) {
        server.close();
      }
    }
  }

  private void start() throws IOException {
    LOGGER.log(Level.DEBUG, "opening {0}", directory);
    RocksStore store = RocksStore.open(storeSettings());
    begun("store", store);
    begun("retention", store.keep());
    Interpreter interpreter = Meaning.interpreter(config.agentTrees());
    LiveViews live = new LiveViews();
    SpanRing ring = ring(store, live, interpreter);
    ring.start();
    begun("ring", () -> ring.stop(DRAIN));

    Receivers receivers =
        Receivers.start(config.otlp(), config.store().logs(), ring, budget, telemetry);
    begun("receivers", receivers);
    ProcessTelemetry.register(telemetry);
    StoreTelemetry.register(telemetry, store.spans());
    Endpoint healthAt = plainHttp("health", config.health(), health::answer);
    Endpoint metricsAt = plainHttp("metrics", config.metrics(), this::metrics);

    // The answers name the query port, which is known only once it is bound.
    CompletableFuture<ApiHandler> api = new CompletableFuture<>();
    QueryServer query = query((request, response) -> api.join().handle(request, response));
    Endpoints endpoints =
        new Endpoints(
            receivers.grpc(),
            receivers.http(),
            config.query().withPort(query.address().getPort()),
            healthAt,
            metricsAt,
            ProcessHandle.current().pid());
    RunReader reader =
        new StoreRunReader(store.spans(), store.views(), live, interpreter, TimeSource.SYSTEM);
    api.complete(new QueryApi(reader, telemetry, serverInfo(endpoints), InstantSource.system()));
    running.set(new Running(endpoints.otlpGrpc(), endpoints.query(), reader));
    announce(endpoints);
  }

  /// How to reach what [#start] has started.
  public Running running() {
    return Objects.requireNonNull(running.get(), "not started");
  }

  private void announce(Endpoints endpoints) throws IOException {
    endpoints.write(directory);
    begun("endpoints.json", () -> Endpoints.remove(directory));
    health.become(State.READY);
    begun("readiness", () -> health.become(State.STOPPING));
    System.err.println("treeline ready " + endpoints.line());
  }

  private SpanRing ring(RocksStore store, LiveViews live, Interpreter interpreter) {
    Failures failures = new Failures(store.journal()::deadLetter, telemetry);
    ViewParts views =
        new ViewParts(
            interpreter,
            store.spans(),
            store.views(),
            live,
            Meaning.viewSettings(config.agentTrees()),
            TimeSource.SYSTEM,
            failures,
            new ViewsTelemetry(telemetry));
    return new SpanRing(
        RingSettings.DEFAULT.withMaxLagBytes(config.store().maxBytes() / 4),
        store.journal(),
        store.spans(),
        new TraceViews(views),
        failures,
        telemetry,
        TimeSource.SYSTEM);
  }

  private StoreSettings storeSettings() {
    StoreConfig store = config.store();
    if (store.maxBytes() < StoreSettings.LEAST_QUOTA_BYTES) {
      throw new StartException(
          "exporters.treeline.retention.max_bytes must be at least "
              + StoreSettings.LEAST_QUOTA_BYTES
              + ": the write-ahead log and compactions need room, too");
    }
    StoreSettings defaults = StoreSettings.defaults(directory);
    return new StoreSettings(
        directory,
        store.ackAfter(),
        store.maxAge(),
        store.maxBytes(),
        defaults.cacheBytes(),
        defaults.writeBufferBytes(),
        defaults.compression());
  }

  private Endpoint plainHttp(String what, Endpoint wanted, Function<String, Answer> answers) {
    PlainHttp http = new PlainHttp(what, wanted, answers);
    begun(what, http);
    return http.endpoint();
  }

  private Answer metrics(String path) {
    return path.equals("/metrics")
        ? new Answer(200, PrometheusText.CONTENT_TYPE, PrometheusText.render(telemetry))
        : new Answer(404, "text/plain; charset=utf-8", "metrics are at /metrics\n");
  }

  private QueryServer query(ApiHandler api) {
    Endpoint wanted = config.query();
    try {
      InetSocketAddress address = new InetSocketAddress(wanted.host(), wanted.port());
      QueryServer query = QueryServer.start(address, api, Set.of(wanted.host()));
      begun("query", query);
      return query;
    } catch (IOException e) {
      throw PortCheck.cannotListen("the query API", wanted, e);
    }
  }

  private ServerInfo serverInfo(Endpoints endpoints) {
    long startMillis = ManagementFactory.getRuntimeMXBean().getStartTime();
    return new ServerInfo(
        version,
        TimeUnit.MILLISECONDS.toNanos(startMillis),
        endpoints.pid(),
        endpoints.byName(),
        Map.of(
            "bytes_in_flight_bytes", IN_FLIGHT_BYTES,
            "message_bytes", config.otlp().grpcMaxMessageBytes(),
            "store_bytes", config.store().maxBytes()));
  }

  private void begun(String name, AutoCloseable end) {
    parts.push(new Part(name, end));
  }

  /// Stops in reverse order of starting: readiness first, the store last. May be called again.
  @Override
  public void close() {
    while (!parts.isEmpty()) {
      Part part = parts.pop();
      try {
        part.end().close();
      } catch (Exception e) {
        LOGGER.log(Level.WARNING, "stopping " + part.name() + " failed", e);
      }
    }
  }
}

package io.treeline.app.server;

import io.treeline.app.config.Config;
import io.treeline.app.config.Config.HealthConfig;
import io.treeline.app.config.Config.MemoryLimiterConfig;
import io.treeline.app.config.Config.PipelineConfig;
import io.treeline.app.config.Config.StoreConfig;
import io.treeline.app.config.Endpoint;
import io.treeline.app.config.TelemetryConfig.MetricNames;
import io.treeline.app.server.Health.State;
import io.treeline.app.server.PlainHttp.Answer;
import io.treeline.model.ingest.InFlightBudget;
import io.treeline.model.ingest.SpanBatch;
import io.treeline.model.read.RunReader;
import io.treeline.model.store.StoreException;
import io.treeline.model.telemetry.Telemetry;
import io.treeline.processor.read.ReadBudget;
import io.treeline.processor.read.ReadParts;
import io.treeline.processor.read.StoreRunReader;
import io.treeline.processor.ring.RingAppend;
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
import io.treeline.receiver.ReceiverSettings;
import io.treeline.receiver.net.ListenAddress;
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
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The running process: store, ring, receivers and reading ports, started in that order and stopped
/// in reverse.
public final class TreelineServer implements AutoCloseable {
  private static final Logger LOGGER = System.getLogger(TreelineServer.class.getName());

  /// How long a stopping server waits for the disk.
  private static final Duration DRAIN = Duration.ofSeconds(20);

  private final AtomicReference<Config> current;
  private final Config config;
  private final Path directory;
  private final String version;
  private final Telemetry telemetry = new Telemetry();
  private final InFlightBudget budget = new InFlightBudget(Config.IN_FLIGHT_BYTES);
  private final Health health = new Health();
  private final Resource resource;
  private final AtomicReference<@Nullable MemoryLimiter> limiter = new AtomicReference<>();
  private final AtomicReference<@Nullable Receivers> receivers = new AtomicReference<>();

  /// Held while the parts change: at a reload and at the end.
  private final ReentrantLock changing = new ReentrantLock();

  private final Deque<Part> parts = new ArrayDeque<>();

  /// One started part and how it ends.
  private record Part(String name, AutoCloseable end) {}

  /// What a started server can be asked: the OTLP/gRPC address (null when off), the address that
  /// answers readers, and the reader behind it.
  public record Running(@Nullable ListenAddress otlpGrpc, Endpoint query, RunReader reader) {}

  private final AtomicReference<@Nullable Running> running = new AtomicReference<>();

  private TreelineServer(Config config, String version) {
    this.current = new AtomicReference<>(config);
    this.config = config;
    this.version = version;
    this.resource = Resource.of(version, config.telemetry().resource());
    this.directory = config.store().directory().toAbsolutePath().normalize();
  }

  /// Starts everything; when it returns, the server is ready and has said so on standard error.
  ///
  /// @throws StartException if it cannot start; then nothing is left running
  public static TreelineServer start(Config config, String version) {
    HttpLimits.apply();
    FileCheck.requireUsable(config);
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
    // First, so that it is the last to go: probes see a long recovery and a long drain.
    Endpoint healthAt = serveHealth();
    RocksStore store = openStore();
    Interpreter interpreter = Meaning.interpreter(config.agentTrees());
    LiveViews live = new LiveViews();
    SpanRing ring = ring(store, live, interpreter);
    ring.start();
    begun("ring", () -> ring.stop(DRAIN));

    startLimiter(config.memoryLimiter());
    begun("memory limiter", () -> startLimiter(null));
    MeteredIntake intake = new MeteredIntake(ring, this::memoryAllows, telemetry, System::nanoTime);
    health.refusesWhile("memory_limiter", this::isAboveMemoryLimit);
    health.refusesWhile("intake", intake::isRefusing);
    health.refusesWhile("store", store::isRefusing);
    Receivers otlp = new Receivers(intake, budget, telemetry);
    begun("receivers", otlp);
    otlp.start(config.receivers());
    receivers.set(otlp);
    ProcessTelemetry.register(telemetry);
    ProcessorTelemetry.agentTrees(telemetry);
    StoreTelemetry.register(telemetry, store);
    Endpoint metricsWanted = config.telemetry().metricsAt();
    Endpoint metricsAt =
        metricsWanted == null ? null : plainHttp("metrics", metricsWanted, this::metrics);

    // The answers name the query port, which is known only once it is bound.
    CompletableFuture<ApiHandler> api = new CompletableFuture<>();
    QueryServer query = query((request, response) -> api.join().handle(request, response));
    Endpoints endpoints =
        new Endpoints(
            otlp.grpc(),
            otlp.http(),
            config.query().withPort(query.address().getPort()),
            healthAt,
            metricsAt,
            ProcessHandle.current().pid());
    RunReader reader = reader(store, live, interpreter);
    Operations operations = new Operations(store, reader, new RingAppend(ring));
    api.complete(
        new QueryApi(reader, telemetry, serverInfo(endpoints), InstantSource.system(), operations));
    running.set(new Running(endpoints.otlpGrpc(), endpoints.query(), reader));
    Endpoint zpages = config.zpages();
    if (zpages != null) {
      plainHttp(
          "zpages",
          zpages,
          new Zpages(config, version, endpoints.byName(), InstantSource.system()));
    }
    announce(endpoints);
  }

  private RocksStore openStore() throws IOException {
    LOGGER.log(Level.DEBUG, "opening {0}", directory);
    RocksStore store = RocksStore.open(storeSettings());
    begun("store", store);
    StoredMeaning.write(directory, config.agentTrees());
    store.reindexUnlessMadeBy(Meaning.version(config.agentTrees()));
    begun("store keeper", store.keep());
    return store;
  }

  /// How to reach what [#start] has started.
  public Running running() {
    return Objects.requireNonNull(running.get(), "not started");
  }

  private void announce(Endpoints endpoints) throws IOException {
    endpoints.write(directory);
    begun("endpoints.json", () -> Endpoints.remove(directory));
    health.become(State.READY);
    begun(
        "health watch",
        HealthWatch.start(health, Objects.requireNonNull(receivers.get())::serving));
    begun("readiness", () -> health.become(State.STOPPING));
    Logs.say("treeline ready " + endpoints.line());
  }

  /// Takes what can be taken from a new configuration while running, and says what cannot.
  public void reload(Config next) {
    changing.lock();
    try {
      if (health.state() != State.READY) {
        return;
      }
      Config old = Objects.requireNonNull(current.getAndSet(next));
      Logs.configure(next.telemetry().logs());
      next.notes().forEach(Logs::warn);
      if (!Objects.equals(old.memoryLimiter(), next.memoryLimiter())) {
        startLimiter(next.memoryLimiter());
      }
      List<String> done = new ArrayList<>();
      Receivers otlp = Objects.requireNonNull(receivers.get());
      List<String> problems = otlp.exchange(next.receivers(), done);
      problems.forEach(Logs::warn);
      Logs.say(Reload.summary(config, next, done));
    } finally {
      changing.unlock();
    }
  }

  private void startLimiter(@Nullable MemoryLimiterConfig wanted) {
    MemoryLimiter old =
        limiter.getAndSet(wanted == null ? null : MemoryLimiter.start(wanted, telemetry));
    if (old != null) {
      old.close();
    }
  }

  private boolean memoryAllows(SpanBatch batch) {
    MemoryLimiter now = limiter.get();
    return now == null || now.admits(batch);
  }

  private boolean isAboveMemoryLimit() {
    MemoryLimiter now = limiter.get();
    return now != null && now.isAbove();
  }

  /// The first address in use of those that are wanted.
  private Endpoint serveHealth() {
    List<Endpoint> addresses =
        config.health().stream()
            .map(one -> plainHttp(one.what(), one.endpoint(), healthPages(one)))
            .toList();
    return addresses.getFirst();
  }

  private HealthPages healthPages(HealthConfig one) {
    Set<String> pipelines =
        config.pipelines().stream().map(PipelineConfig::id).collect(Collectors.toSet());
    return new HealthPages(health, one, pipelines, InstantSource.system());
  }

  private RunReader reader(RocksStore store, LiveViews live, Interpreter interpreter) {
    return new StoreRunReader(
        new ReadParts(
            store.spans(),
            store.views(),
            store.trees(),
            live,
            interpreter,
            ReadBudget.ofHeap(telemetry),
            TimeSource.SYSTEM));
  }

  private SpanRing ring(RocksStore store, LiveViews live, Interpreter interpreter) {
    Failures failures = new Failures(store.journal()::deadLetter, telemetry);
    ViewParts views =
        new ViewParts(
            interpreter,
            store.spans(),
            store.views(),
            store.trees(),
            live,
            Meaning.viewSettings(config.agentTrees()),
            TimeSource.SYSTEM,
            failures,
            new ViewsTelemetry(telemetry));
    return new SpanRing(
        RingSettings.DEFAULT.withMaxLagBytes(config.store().maxBytes() / 4),
        budget,
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
    MemoryBudget memory = MemoryBudget.ofThisProcess();
    return new StoreSettings(
        directory,
        store.ackAfter(),
        store.maxAge(),
        store.maxBytes(),
        memory.cacheBytes(),
        memory.writeBufferBytes(),
        defaults.compression());
  }

  private Endpoint plainHttp(String what, Endpoint wanted, PlainHttp.Pages pages) {
    PlainHttp http = new PlainHttp(what, wanted, pages);
    begun(what, http);
    return http.endpoint();
  }

  private Answer metrics(String path, String query) {
    MetricNames names = Objects.requireNonNull(current.get()).telemetry().metricNames();
    return path.equals("/metrics")
        ? new Answer(
            200, PrometheusText.CONTENT_TYPE, PrometheusText.render(telemetry, names, resource))
        : Answer.notFound("metrics are at /metrics\n");
  }

  private QueryServer query(ApiHandler api) {
    Endpoint wanted = config.query();
    try {
      InetSocketAddress address = new InetSocketAddress(wanted.host(), wanted.port());
      QueryServer query = QueryServer.start(address, api, Set.of(wanted.host()));
      begun("query", query);
      return query;
    } catch (IOException e) {
      throw PortCheck.cannotListen("the query API", wanted.toString(), e);
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
            "bytes_in_flight_bytes", Config.IN_FLIGHT_BYTES,
            "message_bytes", messageBytes(),
            "store_bytes", config.store().maxBytes()));
  }

  /// The largest message that any of the OTLP ports takes.
  private long messageBytes() {
    long largest = 0;
    for (ReceiverSettings receiver : config.receivers().values()) {
      long grpc = receiver.grpc() == null ? 0 : receiver.grpc().maxMessageBytes();
      long http = receiver.http() == null ? 0 : receiver.http().maxMessageBytes();
      largest = Math.max(largest, Math.max(grpc, http));
    }
    return largest;
  }

  private void begun(String name, AutoCloseable end) {
    parts.push(new Part(name, end));
  }

  /// Stops in reverse order of starting: readiness first, the store last. May be called again.
  @Override
  public void close() {
    changing.lock();
    try {
      while (!parts.isEmpty()) {
        Part part = parts.pop();
        try {
          part.end().close();
        } catch (Exception e) {
          LOGGER.log(Level.WARNING, "stopping " + part.name() + " failed", e);
        }
      }
    } finally {
      changing.unlock();
    }
  }
}

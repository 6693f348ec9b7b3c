package io.treeline.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A real Treeline process on free ports, as a user would start it.
final class ServerProcess implements AutoCloseable {
  private static final String HEAP = "256m";
  private static final Path JAR = Path.of("target/treeline-app.jar").toAbsolutePath();
  private static final Duration READY_WITHIN = Duration.ofSeconds(60);

  private final Process process;
  private final Path data;
  private final Path log;

  private ServerProcess(Process process, Path data, Path log) {
    this.process = process;
    this.data = data;
    this.log = log;
  }

  /// Starts `serve --ports auto` and waits until it is ready.
  static ServerProcess start(Path data, String... options) throws IOException {
    // A killed server leaves its endpoints behind; only the new ones count.
    Files.deleteIfExists(data.resolve("endpoints.json"));
    ServerProcess server = launch(data, options);
    server.awaitReady();
    return server;
  }

  /// Starts `serve --ports auto` in a heap of that size, such as `64m`, and waits until it is
  /// ready.
  static ServerProcess startWithin(String heap, Path data) throws IOException {
    Files.deleteIfExists(data.resolve("endpoints.json"));
    ServerProcess server = launch(heap, data);
    server.awaitReady();
    return server;
  }

  /// Starts `serve` and does not wait: it may never get ready.
  static ServerProcess launch(Path data, String... options) throws IOException {
    return launch(HEAP, data, options);
  }

  private static ServerProcess launch(String heap, Path data, String... options)
      throws IOException {
    Path log = data.resolveSibling(data.getFileName() + ".log");
    List<String> command = command(heap, "serve", "--ports", "auto", "--data", data.toString());
    command.addAll(List.of(options));
    return new ServerProcess(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start(),
        data,
        log);
  }

  /// Runs a command to its end and collects what it printed.
  static Finished run(Path directory, String... arguments) throws IOException {
    return run(directory, command(HEAP, arguments));
  }

  /// The same in a heap of that size.
  static Finished runWithin(String heap, Path directory, String... arguments) throws IOException {
    return run(directory, command(heap, arguments));
  }

  private static Finished run(Path directory, List<String> command) throws IOException {
    Path out = Files.createTempFile("treeline", ".out");
    Path err = Files.createTempFile("treeline", ".err");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      if (!await(process, Duration.ofSeconds(60))) {
        process.destroyForcibly();
        throw new IllegalStateException("did not end: " + command);
      }
      return new Finished(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  /// How a command ended.
  record Finished(int status, String out, String err) {}

  int port(String name) throws IOException {
    String json = Files.readString(data.resolve("endpoints.json"));
    Matcher matcher = Pattern.compile("\"" + name + "\":\"127\\.0\\.0\\.1:(\\d+)\"").matcher(json);
    if (!matcher.find()) {
      throw new IllegalStateException(name + " not in " + json);
    }
    return Integer.parseInt(matcher.group(1));
  }

  String get(String portName, String path) throws IOException, InterruptedException {
    return fetch(port(portName), path).body();
  }

  void kill() {
    process.destroyForcibly();
    await(process, Duration.ofSeconds(10));
  }

  /// Sends a signal, e.g. `HUP`.
  void signal(String name) throws IOException {
    await(
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start(),
        Duration.ofSeconds(10));
  }

  /// Waits until the process has printed `text`.
  void awaitPrinted(String text) {
    long deadline = System.nanoTime() + READY_WITHIN.toNanos();
    while (!printed().contains(text)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("never printed " + text + ": " + printed());
      }
      pause();
    }
  }

  /// Asks the process to stop and answers its exit status.
  int terminate() {
    process.destroy();
    return awaitEnd();
  }

  /// Waits until the process has ended and answers its exit status.
  int awaitEnd() {
    if (!await(process, Duration.ofSeconds(30))) {
      throw new IllegalStateException("still running after 30 s: " + printed());
    }
    return process.exitValue();
  }

  String printed() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    kill();
  }

  private void awaitReady() throws IOException {
    long deadline = System.nanoTime() + READY_WITHIN.toNanos();
    while (System.nanoTime() < deadline) {
      if (!process.isAlive()) {
        throw new IllegalStateException("ended before it was ready: " + printed());
      }
      if (isReady()) {
        return;
      }
      pause();
    }
    kill();
    throw new IllegalStateException("not ready: " + printed());
  }

  private boolean isReady() throws IOException {
    if (!Files.exists(data.resolve("endpoints.json"))) {
      return false;
    }
    try {
      return fetch(port("health"), "/readyz").statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static HttpResponse<String> fetch(int port, String path)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + port + path);
      return client.send(
          HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  private static List<String> command(String heap, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("-XX:+UseSerialGC");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.add("-Xmx" + heap);
    command.add("-jar");
    command.add(JAR.toString());
    command.addAll(List.of(arguments));
    return command;
  }

  private static boolean await(Process process, Duration limit) {
    try {
      return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

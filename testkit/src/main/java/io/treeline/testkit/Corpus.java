package io.treeline.testkit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/// Real exporter traffic, recorded byte for byte, with what is true about it.
///
/// A recording is a folder of the class path under `corpus/`: the export request bodies in order,
/// `index.json` (transport, path, content type) and `truth.json` (the facts a judge compares with).
public final class Corpus {
  private static final Pattern ENTRY =
      Pattern.compile("\"file\": \"([^\"]+)\".*?\"path\": \"([^\"]+)\"", Pattern.DOTALL);

  private Corpus() {}

  /// What a request exports.
  public enum Signal {
    TRACES,
    LOGS,
    METRICS
  }

  /// One export request. `path` is the HTTP path or gRPC method it was sent to; `contentType` is
  /// that of `body`, which is not compressed whatever the client did.
  public record Request(String file, Signal signal, String path, String contentType, byte[] body) {}

  /// The names of all recordings, in alphabetical order.
  public static List<String> names() {
    return text("names.txt").lines().filter(line -> !line.isBlank()).toList();
  }

  /// The requests of a recording in the order they were sent.
  public static List<Request> requests(String name) {
    List<Request> requests = new ArrayList<>();
    Matcher entries = ENTRY.matcher(text(name + "/index.json"));
    while (entries.find()) {
      requests.add(request(name, entries.group(1), entries.group(2)));
    }
    return requests;
  }

  /// The facts of a recording, as JSON.
  public static String truth(String name) {
    return text(name + "/truth.json");
  }

  private static Request request(String name, String file, String path) {
    String contentType = file.contains(".json") ? "application/json" : "application/x-protobuf";
    byte[] stored = bytes(name + "/" + file);
    byte[] body = file.endsWith(".gz") ? gunzip(stored) : stored;
    return new Request(file, signal(file), path, contentType, body);
  }

  private static Signal signal(String file) {
    if (file.contains("-traces.")) {
      return Signal.TRACES;
    }
    return file.contains("-logs.") ? Signal.LOGS : Signal.METRICS;
  }

  private static String text(String path) {
    return new String(bytes(path), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String path) {
    try (InputStream in = Corpus.class.getResourceAsStream("/corpus/" + path)) {
      if (in == null) {
        throw new IllegalArgumentException("no recording has " + path);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] gunzip(byte[] compressed) {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

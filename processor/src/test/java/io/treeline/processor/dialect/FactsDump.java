package io.treeline.processor.dialect;

import io.treeline.model.ingest.Chunk;
import io.treeline.testkit.Chunks;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/// Prints what the tables make of recorded requests: `FactsDump FOLDER...`, each with files
/// `NNN-traces.pb` and `NNN-logs.pb`, perhaps gzipped. For people who write a dialect table.
final class FactsDump {
  private final Dialects dialects = Dialects.bundled();
  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  public static void main(String[] folders) throws IOException {
    FactsDump dump = new FactsDump();
    for (String folder : folders) {
      dump.folder(Path.of(folder));
    }
  }

  private void folder(Path folder) throws IOException {
    out.println("#### " + folder.getFileName());
    try (var files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        file(file);
      }
    }
  }

  private void file(Path file) throws IOException {
    String name = file.getFileName().toString();
    byte[] body = Files.readAllBytes(file);
    if (name.endsWith(".gz")) {
      body = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
    }
    if (name.contains("-traces.pb")) {
      for (Chunk chunk : Chunks.ofTraces(body)) {
        dialects.decodeSpans(chunk).forEach(span -> out.print(FactsText.of(span)));
      }
    } else if (name.contains("-logs.pb")) {
      for (Chunk chunk : Chunks.ofLogs(body)) {
        dialects.decodeLogs(chunk).forEach(log -> out.print(FactsText.of(log)));
      }
    }
  }
}

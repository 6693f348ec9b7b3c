package io.treeline.app.server;

import io.treeline.app.config.Config.AgentTreesConfig;
import io.treeline.model.ingest.ChunkDigest;
import io.treeline.processor.cost.Prices;
import io.treeline.processor.dialect.Dialects;
import io.treeline.processor.tree.CompletionSettings;
import io.treeline.processor.tree.TraceAssembler;
import io.treeline.processor.view.Interpreter;
import io.treeline.processor.view.ViewSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/// How bytes become meaning, for the server and for commands that read a store by themselves.
public final class Meaning {
  private Meaning() {}

  /// The bundled dialects and prices with the user's own tables and times.
  public static Interpreter interpreter(AgentTreesConfig config) {
    Dialects dialects = Dialects.load(config.dialects());
    CompletionSettings times =
        new CompletionSettings(config.endedAfter(), config.stalledAfter(), config.abandonedAfter());
    TraceAssembler assembler =
        new TraceAssembler(times, Prices.load(config.prices()), config.findings());
    return new Interpreter(
        dialects::decodeSpans, dialects::decodeLogs, assembler::assemble, dialects);
  }

  /// What views are made by, as one number: other tables, thresholds or times give another one, and
  /// so does another processor.
  static ChunkDigest version(AgentTreesConfig config) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(
        List.of(config.endedAfter(), config.stalledAfter(), config.abandonedAfter())
            .toString()
            .getBytes(StandardCharsets.UTF_8));
    all.write(
        (new TreeMap<>(config.findings().thresholds())
                + new TreeSet<>(config.findings().disabled()).toString())
            .getBytes(StandardCharsets.UTF_8));
    for (List<Path> tables : List.of(config.dialects(), config.prices())) {
      for (Path table : tables) {
        all.write(Files.readAllBytes(table));
      }
    }
    all.write(code());
    return ChunkDigest.of(all.toByteArray());
  }

  /// The jar that holds the assembly and the bundled tables; nothing where it is not in a jar.
  private static byte[] code() throws IOException {
    CodeSource source = Interpreter.class.getProtectionDomain().getCodeSource();
    if (source == null) {
      return new byte[0];
    }
    Path jar = Path.of(URI.create(source.getLocation().toString()));
    return Files.isRegularFile(jar) ? Files.readAllBytes(jar) : new byte[0];
  }

  public static ViewSettings viewSettings(AgentTreesConfig config) {
    return ViewSettings.DEFAULT.withQuietTimes(
        config.endedAfter(), config.stalledAfter(), config.abandonedAfter());
  }
}

package io.treeline.app.server;

import io.treeline.app.config.Config.AgentTreesConfig;
import io.treeline.processor.cost.Prices;
import io.treeline.processor.dialect.Dialects;
import io.treeline.processor.tree.CompletionSettings;
import io.treeline.processor.tree.TraceAssembler;
import io.treeline.processor.view.Interpreter;
import io.treeline.processor.view.ViewSettings;

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

  public static ViewSettings viewSettings(AgentTreesConfig config) {
    return ViewSettings.DEFAULT.withQuietTimes(
        config.endedAfter(), config.stalledAfter(), config.abandonedAfter());
  }
}

package io.treeline.app.server;

import io.treeline.app.config.TelemetryConfig.LogEncoding;
import io.treeline.app.config.TelemetryConfig.LogLevel;
import io.treeline.app.config.TelemetryConfig.LogsConfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// How the process logs, on standard error: the level and form of `service.telemetry.logs`.
///
/// The level is that of Treeline's own lines. Libraries never log below WARNING: at finer levels
/// they print headers, and those hold secrets. Safe for any thread.
public final class Logs {
  private static final String OWN = "io.treeline";

  /// The logger whose level is set; held, as the runtime forgets those that nobody holds.
  private static final Logger TREELINE = Logger.getLogger(OWN);

  private static final AtomicReference<LogsConfig> CONFIG =
      new AtomicReference<>(new LogsConfig(LogLevel.INFO, LogEncoding.CONSOLE));

  private Logs() {}

  /// Takes effect at once, for every line from now on.
  public static void configure(LogsConfig config) {
    CONFIG.set(config);
    Level level = levelOf(config.level());
    LogManager.getLogManager().reset();
    Logger root = Logger.getLogger("");
    root.setLevel(level.intValue() > Level.WARNING.intValue() ? level : Level.WARNING);
    TREELINE.setLevel(level);
    root.addHandler(new StandardError());
  }

  /// What an operator is told whatever the level: that the process is ready, stops or cannot start.
  public static void say(String text) {
    print(LogLevel.INFO, text);
  }

  /// What is odd about the configuration, unless only errors are logged.
  public static void warn(String text) {
    if (config().level() != LogLevel.ERROR) {
      print(LogLevel.WARN, "treeline: " + text);
    }
  }

  private static void print(LogLevel level, String text) {
    boolean isJson = config().encoding() == LogEncoding.JSON;
    String word = level.name().toLowerCase(Locale.ROOT);
    System.err.println(isJson ? json(word, OWN, text, null) : text);
  }

  private static LogsConfig config() {
    return Objects.requireNonNull(CONFIG.get());
  }

  private static Level levelOf(LogLevel level) {
    return switch (level) {
      case DEBUG -> Level.FINE;
      case INFO -> Level.INFO;
      case WARN -> Level.WARNING;
      case ERROR -> Level.SEVERE;
    };
  }

  private static String word(Level level) {
    int value = level.intValue();
    return value >= Level.SEVERE.intValue()
        ? "error"
        : value >= Level.WARNING.intValue()
            ? "warn"
            : value >= Level.INFO.intValue() ? "info" : "debug";
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
  }

  /// One object a line, with the keys of the Collector's own log.
  private static String json(
      String level, String logger, String text, @Nullable String stacktrace) {
    StringBuilder out = new StringBuilder("{\"level\":").append(quoted(level));
    out.append(",\"ts\":").append(quoted(now()));
    out.append(",\"logger\":").append(quoted(logger));
    out.append(",\"msg\":").append(quoted(text));
    if (stacktrace != null) {
      out.append(",\"stacktrace\":").append(quoted(stacktrace));
    }
    return out.append('}').toString();
  }

  private static String quoted(String text) {
    char[] escaped =
        com.fasterxml.jackson.core.io.JsonStringEncoder.getInstance().quoteAsString(text);
    return "\"" + new String(escaped) + "\"";
  }

  private static final class Line extends Formatter {
    @Override
    public String format(LogRecord record) {
      String logger = record.getLoggerName() == null ? "" : record.getLoggerName();
      String text = formatMessage(record);
      String trace = trace(record.getThrown());
      String word = word(record.getLevel());
      return config().encoding() == LogEncoding.JSON
          ? json(word, logger, text, trace) + "\n"
          : now() + " " + word + " " + logger + ": " + text + "\n" + (trace == null ? "" : trace);
    }

    private static @Nullable String trace(@Nullable Throwable thrown) {
      if (thrown == null) {
        return null;
      }
      StringWriter out = new StringWriter();
      thrown.printStackTrace(new PrintWriter(out));
      return out.toString();
    }
  }

  private static final class StandardError extends Handler {
    private final Line line = new Line();

    @Override
    public void publish(LogRecord record) {
      if (isLoggable(record)) {
        System.err.print(line.format(record));
      }
    }

    @Override
    public void flush() {
      System.err.flush();
    }

    @Override
    public void close() {
      flush();
    }
  }
}

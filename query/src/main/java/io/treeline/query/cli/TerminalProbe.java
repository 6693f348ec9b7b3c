package io.treeline.query.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Finds out what standard output is.
final class TerminalProbe {
  private static final Path STDOUT = Path.of("/proc/self/fd/1");
  private static final File TTY = new File("/dev/tty");
  private static final int TERMINAL_WIDTH = 80;
  private static final int PIPE_WIDTH = 100;

  private TerminalProbe() {}

  /// Whether standard output is a terminal. Where the system does not say, the console does, which
  /// asks for standard input too; the one that JDK 25 takes by default can be null.
  @SuppressWarnings("SystemConsoleNull")
  static boolean isTerminal() {
    try {
      String target = Files.readSymbolicLink(STDOUT).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException e) {
      return System.console() != null && System.console().isTerminal();
    }
  }

  static boolean hasColor(Map<String, String> environment, boolean terminal) {
    return terminal
        && environment.getOrDefault("NO_COLOR", "").isEmpty()
        && !environment.getOrDefault("TERM", "").equals("dumb");
  }

  /// `COLUMNS`, else the terminal's own width, else 80; into a pipe 100.
  static int width(Map<String, String> environment, boolean terminal) {
    int columns = positive(environment.getOrDefault("COLUMNS", ""));
    if (columns > 0) {
      return columns;
    }
    if (!terminal) {
      return PIPE_WIDTH;
    }
    int asked = positive(sttySize().replaceFirst(".* ", ""));
    return asked > 0 ? asked : TERMINAL_WIDTH;
  }

  private static int positive(String digits) {
    return digits.matches("[1-9]\\d{0,4}") ? Integer.parseInt(digits) : 0;
  }

  /// Rows and columns as `stty size` prints them, or nothing.
  private static String sttySize() {
    try {
      Process stty = new ProcessBuilder("stty", "size").redirectInput(TTY).start();
      if (!stty.waitFor(1, TimeUnit.SECONDS)) {
        stty.destroyForcibly();
        return "";
      }
      return new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}

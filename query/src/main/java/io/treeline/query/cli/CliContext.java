package io.treeline.query.cli;

import io.treeline.query.text.Glyphs;
import io.treeline.query.text.Screen;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.Map;

/// What a command reads from and writes to.
///
/// @param stores opens a store for reading beside anybody
/// @param ownStores opens a store for a command that changes it, with nobody beside
public record CliContext(
    StoreOpener stores,
    StoreOpener ownStores,
    OutputStream out,
    PrintStream messages,
    Screen screen,
    Charset charset) {

  /// The context of a process: colour and width as its standard output has them.
  ///
  /// @param out standard output, for its charset; it is written to directly
  public static CliContext of(
      StoreOpener stores,
      StoreOpener ownStores,
      PrintStream out,
      PrintStream messages,
      Map<String, String> environment) {
    boolean terminal = TerminalProbe.isTerminal();
    Screen screen =
        new Screen(
            TerminalProbe.width(environment, terminal),
            TerminalProbe.hasColor(environment, terminal),
            Glyphs.of(out.charset()));
    return new CliContext(stores, ownStores, new StandardOutput(), messages, screen, out.charset());
  }
}

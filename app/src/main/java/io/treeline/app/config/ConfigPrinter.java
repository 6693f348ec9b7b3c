package io.treeline.app.config;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.treeline.app.config.ConfigLoader.Request;
import io.treeline.app.config.ConfigNode.ExpandedNode;
import io.treeline.app.config.ConfigNode.FlagNode;
import io.treeline.app.config.ConfigNode.ListNode;
import io.treeline.app.config.ConfigNode.MapNode;
import io.treeline.app.config.ConfigNode.NullNode;
import io.treeline.app.config.ConfigNode.NumberNode;
import io.treeline.app.config.ConfigNode.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Writes a configuration as YAML once its sources are merged and its references replaced, without
/// its secrets.
///
/// What is secret goes by the name of the key, for any component: better one value too many hidden.
public final class ConfigPrinter {
  private static final String REDACTED = "[REDACTED]";

  private static final Pattern SECRET =
      Pattern.compile(
          ".*(token|password|passwd|secret|credential|authorization|apikey|api_key|inline|_pem"
              + "|owner_auth|private).*");

  /// Keys under which every value is secret.
  private static final Set<String> SECRETS = Set.of("headers", "response_headers");

  private final StringBuilder out = new StringBuilder();

  private ConfigPrinter() {}

  /// @throws ConfigException if it cannot be read
  public static String print(Request request) {
    MapNode tree =
        new ConfigSources(request.environment(), new ArrayList<>())
            .merged(request.sources(), request.assignments());
    ConfigPrinter printer = new ConfigPrinter();
    printer.map(tree, "", false);
    return printer.out.toString();
  }

  private void map(MapNode map, String indent, boolean isSecret) {
    for (Map.Entry<String, ConfigNode> entry : map.entries().entrySet()) {
      String key = entry.getKey();
      out.append(indent).append(plainOrQuoted(key)).append(':');
      value(entry.getValue(), indent, isSecret || isSecret(key, entry.getValue()));
    }
  }

  /// A mapping is no secret for its name, as `bearertokenauth` is not; its keys tell.
  private static boolean isSecret(String key, ConfigNode value) {
    String name = key.toLowerCase(Locale.ROOT);
    boolean isNamedSecret = SECRET.matcher(name).matches() && !name.endsWith("_file");
    return SECRETS.contains(name) || isNamedSecret && !(Values.parsed(value) instanceof MapNode);
  }

  /// The rest of a line that names something, and the lines below it.
  private void value(ConfigNode node, String indent, boolean isSecret) {
    switch (Values.parsed(node)) {
      case MapNode map when !map.entries().isEmpty() -> {
        out.append('\n');
        map(map, indent + "  ", isSecret);
      }
      case ListNode list when !list.items().isEmpty() -> {
        out.append('\n');
        for (ConfigNode item : list.items()) {
          out.append(indent).append("  -");
          value(item, indent + "  ", isSecret);
        }
      }
      case ConfigNode leaf -> out.append(leaf(leaf, isSecret)).append('\n');
    }
  }

  private static String leaf(ConfigNode leaf, boolean isSecret) {
    String text =
        switch (leaf) {
          case MapNode map -> "{}";
          case ListNode list -> "[]";
          case NullNode nothing -> "";
          case FlagNode flag -> Boolean.toString(flag.value());
          case NumberNode number -> number.text();
          case TextNode plain -> plainOrQuoted(plain.text());
          case ExpandedNode whole -> plainOrQuoted(whole.original());
        };
    boolean isEmpty = List.of("", "{}", "[]").contains(text);
    return text.isEmpty() ? "" : " " + (isSecret && !isEmpty ? quoted(REDACTED) : text);
  }

  private static String plainOrQuoted(String text) {
    boolean isPlain =
        text.matches("[a-zA-Z_./][a-zA-Z0-9_./-]*")
            && PlainScalars.resolve(text, "") instanceof TextNode;
    return isPlain ? text : quoted(text);
  }

  private static String quoted(String text) {
    return "\"" + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
  }
}

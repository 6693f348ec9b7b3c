package io.treeline.app.config;

import io.treeline.app.config.ConfigNode.NullNode;
import io.treeline.app.config.ConfigNode.TextNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Gets what `scheme:rest` names: a variable, a file or the text itself.
///
/// The schemes `http` and `https` of the Collector are refused: Treeline calls no one.
final class Retrieval {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
  private static final Pattern SCHEME =
      Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*", Pattern.DOTALL);
  private static final String DEFAULT_MARK = ":-";

  /// No configuration is larger; a device or a pipe must not fill the memory.
  private static final int MAX_FILE_BYTES = 4 << 20;

  private final Map<String, String> environment;
  private final List<String> notes;
  private final Set<String> reported = new HashSet<>();

  /// What was named: as YAML reads it, and as it is written.
  record Retrieved(ConfigNode value, String text) {}

  /// `notes` receives a warning for each variable that is not set.
  Retrieval(Map<String, String> environment, List<String> notes) {
    this.environment = environment;
    this.notes = notes;
  }

  /// What stands between `${` and `}`.
  Retrieved retrieve(String reference, String place) {
    if (reference.indexOf('$') >= 0) {
      throw problem(place, reference, "a name cannot hold $");
    }
    int mark = reference.indexOf(DEFAULT_MARK);
    boolean bare = reference.indexOf(':') < 0 || reference.indexOf(':') == mark;
    if (bare) {
      return variable(reference, reference, place);
    }
    if (!SCHEME.matcher(reference).matches()) {
      throw problem(place, reference, "is no scheme:value");
    }
    String rest = reference.substring(reference.indexOf(':') + 1);
    return switch (reference.substring(0, reference.indexOf(':'))) {
      case "env" -> variable(rest, reference, place);
      case "file" -> parsed(rest, contentOf(rest, place));
      case "yaml" -> parsed(place, rest);
      case "http", "https" ->
          throw problem(place, reference, "is not fetched: Treeline calls no one");
      default -> throw problem(place, reference, "the schemes are env, file and yaml");
    };
  }

  private Retrieved variable(String nameAndDefault, String reference, String place) {
    int mark = nameAndDefault.indexOf(DEFAULT_MARK);
    String name = mark < 0 ? nameAndDefault : nameAndDefault.substring(0, mark);
    if (!NAME.matcher(name).matches()) {
      throw problem(place, reference, "\"" + name + "\" is no name of a variable");
    }
    String value = environment.get(name);
    if (value != null) {
      return parsed(place, value);
    }
    if (mark >= 0) {
      String otherwise = nameAndDefault.substring(mark + DEFAULT_MARK.length());
      return otherwise.isEmpty()
          ? new Retrieved(new TextNode("", place), "")
          : parsed(place, otherwise);
    }
    if (reported.add(name)) {
      notes.add(place + ": environment variable " + name + " is not set, using the default");
    }
    return new Retrieved(new NullNode(place), "");
  }

  /// Text that is no YAML, or only a string, stays as it is written, quotes included.
  private static Retrieved parsed(String source, String text) {
    ConfigNode node;
    try {
      node = YamlReader.read(source, text);
    } catch (ConfigException e) {
      node = new TextNode(text, source);
    }
    return new Retrieved(node instanceof TextNode ? new TextNode(text, source) : node, text);
  }

  /// The text of a file.
  ///
  /// @param place what to name in a problem
  static String contentOf(String path, String place) {
    try (var in = Files.newInputStream(Path.of(path))) {
      byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
      if (bytes.length > MAX_FILE_BYTES) {
        throw new ConfigException(place + ": " + path + " is larger than 4 MiB");
      }
      return new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
    } catch (IOException | java.nio.file.InvalidPathException e) {
      throw new ConfigException(
          place + ": cannot read " + path + ": " + e.getClass().getSimpleName());
    }
  }

  private static ConfigException problem(String place, String reference, String why) {
    return new ConfigException(place + ": ${" + reference + "}: " + why);
  }
}

package io.treeline.app.config;

import java.util.regex.Pattern;

/// The name of a component in a configuration, `type` or `type/name`.
///
/// Source: opentelemetry-collector, component/identifiable.go.
record ComponentId(String type, String name) {
  private static final Pattern TYPE = Pattern.compile("[a-zA-Z][0-9a-zA-Z_]{0,62}");

  /// No white space, control characters or symbols.
  private static final Pattern NAME = Pattern.compile("[^\\p{Z}\\p{C}\\p{S}]+");

  private static final int MAX_NAME = 1_024;

  /// @throws IllegalArgumentException with what is wrong
  static ComponentId parse(String text) {
    int slash = text.indexOf('/');
    String type = (slash < 0 ? text : text.substring(0, slash)).strip();
    String name = slash < 0 ? "" : text.substring(slash + 1).strip();
    if (!TYPE.matcher(type).matches()) {
      throw new IllegalArgumentException(
          "the type of a component starts with a letter and holds up to 63 letters, digits and _");
    }
    if (slash >= 0 && name.isEmpty()) {
      throw new IllegalArgumentException("there is nothing after the /");
    }
    if (name.length() > MAX_NAME || !name.isEmpty() && !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "the name after the / has up to 1024 characters, none of them white space or a symbol");
    }
    return new ComponentId(type, name);
  }

  @Override
  public String toString() {
    return name.isEmpty() ? type : type + "/" + name;
  }
}

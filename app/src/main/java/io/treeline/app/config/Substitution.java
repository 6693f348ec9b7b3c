package io.treeline.app.config;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Replaces `${env:NAME}`, `${NAME}` and `${env:NAME:-default}`; `$$` stands for one `$`.
final class Substitution {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\$|\\$\\{([^{}]*)}");
  private static final Pattern NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

  private final Map<String, String> environment;
  private final List<String> notes;

  /// `notes` receives a warning for each variable that is not set.
  Substitution(Map<String, String> environment, List<String> notes) {
    this.environment = environment;
    this.notes = notes;
  }

  String apply(String text, String place) {
    if (text.indexOf('$') < 0) {
      return text;
    }
    Matcher matcher = REFERENCE.matcher(text);
    StringBuilder out = new StringBuilder();
    while (matcher.find()) {
      String value = matcher.group(1) == null ? "$" : resolve(matcher.group(1), place);
      matcher.appendReplacement(out, Matcher.quoteReplacement(value));
    }
    return matcher.appendTail(out).toString();
  }

  private String resolve(String reference, String place) {
    int scheme = reference.indexOf(':');
    boolean hasScheme = scheme >= 0 && !reference.startsWith(":-", scheme);
    if (hasScheme && !reference.startsWith("env:")) {
      throw new ConfigException(
          place + ": ${" + reference + "}: only the scheme env is supported here");
    }
    String rest = hasScheme ? reference.substring(scheme + 1) : reference;
    int defaultAt = rest.indexOf(":-");
    String name = defaultAt < 0 ? rest : rest.substring(0, defaultAt);
    if (!NAME.matcher(name).matches()) {
      throw new ConfigException(
          place + ": ${" + reference + "}: \"" + name + "\" is no name of a variable");
    }
    String value = environment.get(name);
    if (value != null) {
      return value;
    }
    if (defaultAt >= 0) {
      return rest.substring(defaultAt + 2);
    }
    notes.add(place + ": environment variable " + name + " is not set, using the default");
    return "";
  }
}

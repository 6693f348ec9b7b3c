package io.treeline.app.config;

import java.util.List;

/// The configuration cannot be used. The message lists every problem, one a line.
public final class ConfigException extends RuntimeException {

  public ConfigException(List<String> problems) {
    super(String.join("\n", problems));
  }

  public ConfigException(String problem) {
    this(List.of(problem));
  }
}

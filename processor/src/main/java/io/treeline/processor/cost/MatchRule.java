package io.treeline.processor.cost;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A rule of the price data for names of models or providers.
///
/// Names are given in lower case; so are the texts of the rules, expressions excepted.
sealed interface MatchRule {
  boolean matches(String name);

  record Equals(String text) implements MatchRule {
    @Override
    public boolean matches(String name) {
      return name.equals(text);
    }
  }

  record StartsWith(String text) implements MatchRule {
    @Override
    public boolean matches(String name) {
      return name.startsWith(text);
    }
  }

  record EndsWith(String text) implements MatchRule {
    @Override
    public boolean matches(String name) {
      return name.endsWith(text);
    }
  }

  record Contains(String text) implements MatchRule {
    @Override
    public boolean matches(String name) {
      return name.contains(text);
    }
  }

  record AnyOf(List<MatchRule> rules) implements MatchRule {
    public AnyOf {
      rules = List.copyOf(rules);
    }

    @Override
    public boolean matches(String name) {
      for (MatchRule rule : rules) {
        if (rule.matches(name)) {
          return true;
        }
      }
      return false;
    }
  }

  record AllOf(List<MatchRule> rules) implements MatchRule {
    public AllOf {
      rules = List.copyOf(rules);
    }

    @Override
    public boolean matches(String name) {
      for (MatchRule rule : rules) {
        if (!rule.matches(name)) {
          return false;
        }
      }
      return true;
    }
  }

  /// A regular expression found anywhere in the name, compiled when first asked.
  final class Finds implements MatchRule {
    private final String expression;
    private final AtomicReference<@Nullable Pattern> compiled = new AtomicReference<>();

    Finds(String expression) {
      this.expression = expression;
    }

    @Override
    public boolean matches(String name) {
      Pattern pattern = compiled.get();
      if (pattern == null) {
        pattern = Pattern.compile(expression);
        compiled.set(pattern);
      }
      return pattern.matcher(name).find();
    }
  }
}

package io.treeline.app.config;

import io.treeline.app.config.ConfigNode.FlagNode;
import io.treeline.app.config.ConfigNode.NullNode;
import io.treeline.app.config.ConfigNode.NumberNode;
import io.treeline.app.config.ConfigNode.TextNode;
import java.math.BigInteger;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What plain scalars mean to the Collector, that is to Go's yaml.v3: YAML 1.2 with the octal
/// numbers (`0123` is 83) and underscores of YAML 1.1, and without its dates, which are text here.
final class PlainScalars {
  private static final Set<String> NULL = Set.of("", "~", "null", "Null", "NULL");
  private static final Set<String> TRUE = Set.of("true", "True", "TRUE");
  private static final Set<String> FALSE = Set.of("false", "False", "FALSE");

  private static final Map<String, Double> NAMED =
      Map.ofEntries(
          Map.entry(".nan", Double.NaN),
          Map.entry(".NaN", Double.NaN),
          Map.entry(".NAN", Double.NaN),
          Map.entry(".inf", Double.POSITIVE_INFINITY),
          Map.entry(".Inf", Double.POSITIVE_INFINITY),
          Map.entry(".INF", Double.POSITIVE_INFINITY),
          Map.entry("+.inf", Double.POSITIVE_INFINITY),
          Map.entry("+.Inf", Double.POSITIVE_INFINITY),
          Map.entry("+.INF", Double.POSITIVE_INFINITY),
          Map.entry("-.inf", Double.NEGATIVE_INFINITY),
          Map.entry("-.Inf", Double.NEGATIVE_INFINITY),
          Map.entry("-.INF", Double.NEGATIVE_INFINITY));

  private static final Pattern INTEGER =
      Pattern.compile("([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))");
  private static final Pattern FLOAT =
      Pattern.compile("[-+]?(?:\\.[0-9]+|[0-9]+(?:\\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?");

  /// No number that matters here is longer; longer digits are text.
  private static final int MAX_DIGITS = 64;

  private PlainScalars() {}

  static ConfigNode resolve(String text, String place) {
    if (NULL.contains(text)) {
      return new NullNode(place);
    }
    if (TRUE.contains(text) || FALSE.contains(text)) {
      return new FlagNode(TRUE.contains(text), place);
    }
    Number number = number(text);
    return number == null ? new TextNode(text, place) : new NumberNode(number, text, place);
  }

  private static @Nullable Number number(String text) {
    Double named = NAMED.get(text);
    if (named != null) {
      return named;
    }
    String digits = text.replace("_", "");
    if (digits.isEmpty() || digits.length() > MAX_DIGITS || !mayStartNumber(text.charAt(0))) {
      return null;
    }
    Matcher integer = INTEGER.matcher(digits);
    if (integer.matches()) {
      BigInteger value = integer(integer);
      return value.bitLength() < Long.SIZE ? (Number) value.longValue() : value.doubleValue();
    }
    return FLOAT.matcher(digits).matches() ? Double.valueOf(digits) : null;
  }

  private static boolean mayStartNumber(char first) {
    return first >= '0' && first <= '9' || first == '.' || first == '-' || first == '+';
  }

  private static BigInteger integer(Matcher integer) {
    int[] radixOfGroup = {0, 0, 16, 2, 8, 10};
    for (int group = 2; group < radixOfGroup.length; group++) {
      if (integer.group(group) != null) {
        BigInteger value = new BigInteger(integer.group(group), radixOfGroup[group]);
        return integer.group(1).equals("-") ? value.negate() : value;
      }
    }
    throw new IllegalArgumentException("integer");
  }
}

package io.treeline.processor.cost;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Model names as clients spell them, taken apart. Results are lower case.
final class ModelNames {
  /// Path segments looked at from the right, e.g. `openrouter/anthropic/claude-haiku-4.5`.
  private static final int MAX_SEGMENTS = 3;

  /// Amazon Bedrock's form: region, vendor, model, version.
  private static final Pattern BEDROCK =
      Pattern.compile(
          "(?:(?:us|us-gov|eu|apac|ap|au|ca|in|jp|sa|global)\\.)?"
              + "(?:ai21|amazon|anthropic|cohere|deepseek|google|luma|meta|minimax|mistral"
              + "|moonshot|moonshotai|nvidia|openai|qwen|stability|twelvelabs|writer|zai)"
              + "\\.(.+?)(?:-v\\d+)?(?::\\d+)?");

  /// The date or revision that a name ends in, in the ways providers write it.
  private static final Pattern REVISION =
      Pattern.compile("(?:-\\d{4}-\\d{2}-\\d{2}|-20\\d{6}|-00\\d|-latest|@[a-z0-9-]+)$");

  /// Beginnings of names that mean a provider; the price data's own rules know the others.
  private static final Map<String, String> SELLER_OF_PREFIX =
      Map.of(
          "chatgpt-", "openai",
          "text-embedding-", "openai",
          "embed-", "cohere",
          "rerank-", "cohere",
          "sonar", "perplexity",
          "models/", "google",
          "projects/", "google",
          "publishers/", "google");

  private ModelNames() {}

  /// The spellings to look for, from the name itself to what is left without path, vendor, region,
  /// version and date.
  static List<String> spellings(String model) {
    String name = model.strip().toLowerCase(Locale.ROOT);
    Set<String> spellings = new LinkedHashSet<>();
    spellings.add(name);
    spellings.addAll(tails(name));
    for (String spelling : List.copyOf(spellings)) {
      spellings.add(withoutBedrock(spelling));
    }
    for (String spelling : List.copyOf(spellings)) {
      String shorter = withoutRevision(spelling);
      spellings.add(shorter);
      spellings.add(withoutRevision(shorter));
    }
    return List.copyOf(spellings);
  }

  /// Names of providers that the spellings of a model point to, most likely first.
  static Set<String> sellers(List<String> spellings) {
    Set<String> sellers = new LinkedHashSet<>();
    for (String spelling : spellings) {
      int slash = spelling.indexOf('/');
      if (slash > 0) {
        sellers.add(spelling.substring(0, slash));
      }
      if (BEDROCK.matcher(spelling).matches()) {
        sellers.add("aws");
      }
      SELLER_OF_PREFIX.forEach((prefix, seller) -> {
        if (spelling.startsWith(prefix)) {
          sellers.add(seller);
        }
      });
    }
    return sellers;
  }

  private static List<String> tails(String name) {
    List<String> tails = new ArrayList<>();
    int slash = name.length();
    for (int i = 0; i < MAX_SEGMENTS && slash > 0; i++) {
      slash = name.lastIndexOf('/', slash - 1);
      tails.addFirst(name.substring(slash + 1));
    }
    return tails;
  }

  private static String withoutBedrock(String name) {
    Matcher bedrock = BEDROCK.matcher(name);
    return bedrock.matches() ? bedrock.group(1) : name;
  }

  private static String withoutRevision(String name) {
    Matcher revision = REVISION.matcher(name);
    return revision.find() && revision.start() > 0 ? name.substring(0, revision.start()) : name;
  }
}

package io.treeline.processor.cost;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// What clients call providers, where the price data's own rules do not tell. Lower case.
final class ProviderNames {
  /// Frameworks and gateways: they say nothing about who was paid.
  private static final Set<String> FRAMEWORKS =
      Set.of(
          "",
          "agno",
          "ai-sdk",
          "autogen",
          "az.ai.agents",
          "crewai",
          "dspy",
          "gateway",
          "gcp.vertex.agent",
          "haystack",
          "langchain",
          "langgraph",
          "litellm",
          "llama-index",
          "llama_index",
          "llamaindex",
          "microsoft.agent_framework",
          "openai-agents",
          "openai_agents",
          "pydantic-ai",
          "pydantic_ai",
          "semantic-kernel",
          "semantic_kernel",
          "smolagents",
          "spring-ai",
          "spring_ai",
          "strands",
          "strands-agents",
          "unknown",
          "vercel");

  /// Servers of one's own: nobody is paid by the token, whatever the model is called.
  private static final Set<String> LOCAL =
      Set.of(
          "gpt4all",
          "llama-cpp",
          "llama.cpp",
          "llama_cpp",
          "llamacpp",
          "lm-studio",
          "lm_studio",
          "lmstudio",
          "local",
          "localai",
          "mlx",
          "ollama",
          "sglang",
          "transformers",
          "vllm");

  /// Spellings that the price data would not recognise, or take for another provider.
  private static final Map<String, String> PRICE_IDS =
      Map.ofEntries(
          Map.entry("fireworks-ai", "fireworks"),
          Map.entry("fireworks_ai", "fireworks"),
          Map.entry("gcp", "google"),
          Map.entry("grok", "x-ai"),
          Map.entry("mistral_ai", "mistral"),
          Map.entry("moonshot", "moonshotai"),
          Map.entry("moonshot_ai", "moonshotai"),
          Map.entry("together_ai", "together"),
          Map.entry("togetherai", "together"),
          Map.entry("vertex_ai", "google"),
          Map.entry("gemini", "google"),
          Map.entry("bedrock", "aws"),
          Map.entry("x_ai", "x-ai"),
          Map.entry("xai", "x-ai"),
          Map.entry("z_ai", "zai"),
          Map.entry("zhipu", "zhipuai"),
          Map.entry("zhipu_ai", "zhipuai"));

  /// The provider whose protocol everybody speaks, so that clients name it for anybody's models.
  private static final String LINGUA_FRANCA = "openai";

  private ProviderNames() {}

  static boolean isFramework(String name) {
    return FRAMEWORKS.contains(name);
  }

  static boolean isLocal(String name) {
    return LOCAL.contains(name) || LOCAL.contains(head(name));
  }

  /// Whether calls to a provider of this id may really go to another one.
  static boolean mayMeanOthers(String priceId) {
    return priceId.equals(LINGUA_FRANCA);
  }

  /// The name itself and what stands before its first dot.
  static List<String> spellings(String name) {
    String head = head(name);
    return head.equals(name) ? List.of(name) : List.of(name, head);
  }

  /// The price data's id for a name, which is the name itself when nothing else is known.
  static String priceId(String name) {
    if (name.startsWith("azure") || name.startsWith("az.")) {
      return "azure";
    }
    return PRICE_IDS.getOrDefault(name, name);
  }

  private static String head(String name) {
    int dot = name.indexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }
}

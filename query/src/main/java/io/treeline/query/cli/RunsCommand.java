package io.treeline.query.cli;

import io.treeline.query.json.JsonValue;
import io.treeline.query.text.ListText;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `treeline runs`.
@Command(name = "runs", description = "Lists runs, newest first.")
public final class RunsCommand extends PrintingCommand {
  static final ApiClient.Paged RUNS = new ApiClient.Paged("runs", "", 1_000);

  @Option(names = "--session", paramLabel = "ID", description = "Of this session.")
  private @Nullable String session;

  @Option(names = "--user", paramLabel = "ID", description = "Of this user.")
  private @Nullable String user;

  @Option(names = "--agent", paramLabel = "NAME", description = "In which this agent took part.")
  private @Nullable String agent;

  @Option(names = "--model", paramLabel = "NAME", description = "That called this model.")
  private @Nullable String model;

  @Option(names = "--tool", paramLabel = "NAME", description = "That executed this tool.")
  private @Nullable String tool;

  @Option(names = "--service", paramLabel = "NAME", description = "Of this service.")
  private @Nullable String service;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = "running, ended, stalled or abandoned.")
  private @Nullable String state;

  @Option(
      names = "--outcome",
      paramLabel = "OUTCOME",
      description = "final_answer, truncated, error, …")
  private @Nullable String outcome;

  @Option(names = "--finding", paramLabel = "RULE", description = "With a finding of this rule.")
  private @Nullable String finding;

  @Option(names = "--error", description = "With errors.")
  private boolean error;

  @Option(names = "--tag", paramLabel = "TAG", description = "With this tag.")
  private @Nullable String tag;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Started at or after: RFC 3339, or an age such as 15m, 2h, 7d.")
  private @Nullable String since;

  @Option(names = "--until", paramLabel = "TIME", description = "Started before.")
  private @Nullable String until;

  @Option(names = "--min-cost-usd", paramLabel = "USD", description = "That cost this or more.")
  private @Nullable String minCostUsd;

  @Option(names = "--min-tokens", paramLabel = "N", description = "With this many tokens or more.")
  private @Nullable String minTokens;

  @Option(
      names = "--min-duration-ms",
      paramLabel = "MS",
      description = "That took this long or longer.")
  private @Nullable String minDurationMs;

  @Option(
      names = {"-q", "--text"},
      paramLabel = "TEXT",
      description = "With this in name, final answer or session id.")
  private @Nullable String text;

  @Option(
      names = "--order",
      paramLabel = "ORDER",
      description = "newest, oldest, cost, tokens or duration.")
  private @Nullable String order;

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      description = "Most runs to show (default: ${DEFAULT-VALUE}).")
  private int limit = 50;

  public RunsCommand(CliContext context) {
    super(context);
  }

  @Override
  int read(ApiClient client, Printer printer) throws IOException {
    JsonValue page = client.get("/runs", parameters(), RUNS, limit);
    printList(page, "runs", ListText::runs, printer);
    printLeftOut(page, printer);
    return ExitStatus.OK;
  }

  private Map<String, String> parameters() {
    Map<String, String> parameters = new HashMap<>();
    put(parameters, "session", session);
    put(parameters, "user", user);
    put(parameters, "agent", agent);
    put(parameters, "model", model);
    put(parameters, "tool", tool);
    put(parameters, "service", service);
    put(parameters, "state", state);
    put(parameters, "outcome", outcome);
    put(parameters, "finding", finding);
    put(parameters, "error", error ? "true" : null);
    put(parameters, "tag", tag);
    put(parameters, "since", since);
    put(parameters, "until", until);
    put(parameters, "min_cost_usd", minCostUsd);
    put(parameters, "min_tokens", minTokens);
    put(parameters, "min_duration_ms", minDurationMs);
    put(parameters, "q", text);
    put(parameters, "order", order);
    return parameters;
  }

  private static void put(Map<String, String> parameters, String name, @Nullable String value) {
    if (value != null) {
      parameters.put(name, value);
    }
  }
}

package io.treeline.processor.cases;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads case files. One entry a line:
///
/// ```text
/// case NAME                                what follows belongs to that case
/// trace NAME                               what follows is in that trace
/// agent ID [in PARENT] FROM..TO NAME       a span of OpenTelemetry's GenAI conventions,
/// workflow ID …                            times in milliseconds; without TO it is open
/// tool ID …
/// call ID … MODEL [IN/OUT] [64c 40w 7r]    cached, written to the cache, reasoning
/// span ID [in PARENT] FROM..TO NAME        a span without any attribute
/// log ID EVENT                             a log record of that span
/// KEY = TEXT      KEY := JSON              attribute of the span, event or record before
/// scope NAME   kind client   flags 256   error TEXT   event NAME AT   link TRACE ID
/// resource KEY = TEXT   body := JSON
/// expect FACT [of ID] = VALUE              `finding of RULE` is its severity, or none
/// ```
final class CaseReader {
  private static final Pattern ATTRIBUTE = Pattern.compile("(\\S+) (:?=) ?(.*)");
  private static final Pattern EXPECTED = Pattern.compile("(\\w+)(?: of (\\S+))? =(.*)");
  private static final Pattern TIMES = Pattern.compile("(\\d+)\\.\\.(\\d*)");

  private final List<GoldenCase> cases = new ArrayList<>();
  private @Nullable String name;
  private List<CaseItem> items = new ArrayList<>();
  private List<GoldenCase.Expected> expected = new ArrayList<>();
  private long trace;
  private int line;

  static List<GoldenCase> read(Path file) {
    CaseReader reader = new CaseReader();
    try {
      Files.readAllLines(file).forEach(reader::take);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(file + ":" + reader.line, e);
    }
    reader.close();
    return reader.cases;
  }

  /// The id that spans and traces of that name have, in every case.
  static long idOf(String name) {
    return 0x5eed_0000_0000L + Integer.toUnsignedLong(name.hashCode());
  }

  private void take(String text) {
    line++;
    String trimmed = text.strip();
    if (trimmed.isEmpty() || trimmed.startsWith("#")) {
      return;
    }
    Deque<String> words = new ArrayDeque<>(Arrays.asList(trimmed.split(" +")));
    String rest = trimmed.substring(trimmed.indexOf(' ') + 1);
    switch (words.removeFirst()) {
      case "case" -> {
        close();
        name = rest;
      }
      case "trace" -> trace = idOf(rest);
      case "agent" -> genAi(words, "invoke_agent", "gen_ai.agent.name");
      case "workflow" -> genAi(words, "invoke_workflow", "gen_ai.workflow.name");
      case "tool" -> genAi(words, "execute_tool", "gen_ai.tool.name");
      case "call" -> call(words);
      case "span" -> span(words, "");
      case "log" -> items.add(CaseItem.log(trace, id(words), words.removeFirst()));
      case "expect" -> expect(rest);
      case "scope" -> items.getLast().scope(rest);
      case "kind" -> items.getLast().kind(rest);
      case "flags" -> items.getLast().flags(Integer.parseInt(rest));
      case "error" -> items.getLast().failed(rest);
      case "event" -> items.getLast().event(words.removeFirst(), Long.parseLong(words.getFirst()));
      case "link" -> items.getLast().link(idOf(words.removeFirst()), id(words));
      case "resource" -> attribute(rest, (key, value) -> items.getLast().resource(key, value));
      case "body" -> attribute(trimmed, (_, value) -> items.getLast().body(value));
      default -> attribute(trimmed, (key, value) -> items.getLast().attribute(key, value));
    }
  }

  private void close() {
    if (name != null) {
      cases.add(new GoldenCase(name, items, expected));
    }
    items = new ArrayList<>();
    expected = new ArrayList<>();
    trace = idOf("t");
  }

  private void genAi(Deque<String> words, String operation, String nameKey) {
    String called = span(words, operation + " ");
    items.getLast().attribute("gen_ai.operation.name", operation);
    items.getLast().attribute(nameKey, called);
  }

  private void call(Deque<String> words) {
    List<String> usage = new ArrayList<>();
    while (words.getLast().matches("\\d+(/\\d+|[cwr])")) {
      usage.add(words.removeLast());
    }
    String model = span(words, "chat ");
    CaseItem call = items.getLast();
    call.attribute("gen_ai.operation.name", "chat");
    call.attribute("gen_ai.request.model", model);
    for (String count : usage) {
      long number = Long.parseLong(count.replaceAll("\\D.*", ""));
      switch (count.charAt(count.length() - 1)) {
        case 'c' -> call.attribute("gen_ai.usage.cache_read.input_tokens", number);
        case 'w' -> call.attribute("gen_ai.usage.cache_creation.input_tokens", number);
        case 'r' -> call.attribute("gen_ai.usage.reasoning.output_tokens", number);
        default -> {
          call.attribute("gen_ai.usage.input_tokens", number);
          String output = count.substring(count.indexOf('/') + 1);
          call.attribute("gen_ai.usage.output_tokens", Long.parseLong(output));
        }
      }
    }
  }

  /// @return what the span is called, without the prefix
  private String span(Deque<String> words, String prefix) {
    long id = id(words);
    long parent = 0;
    if (words.getFirst().equals("in")) {
      words.removeFirst();
      String above = words.removeFirst();
      parent = above.equals("trace") ? trace : idOf(above);
    }
    Matcher times = TIMES.matcher(words.removeFirst());
    if (!times.matches()) {
      throw new IllegalArgumentException("expected FROM..TO");
    }
    long to = times.group(2).isEmpty() ? -1 : Long.parseLong(times.group(2));
    String called = String.join(" ", words);
    CaseItem item =
        CaseItem.span(trace, id, prefix + called).at(Long.parseLong(times.group(1)), to);
    items.add(parent == 0 ? item : item.under(parent));
    return called;
  }

  private static long id(Deque<String> words) {
    return idOf(words.removeFirst());
  }

  private void attribute(String text, BiConsumer<String, Object> put) {
    Matcher attribute = ATTRIBUTE.matcher(text);
    if (!attribute.matches()) {
      throw new IllegalArgumentException(text);
    }
    String value = attribute.group(3).strip();
    boolean json = attribute.group(2).equals(":=");
    put.accept(attribute.group(1), json ? CaseValues.json(value) : CaseValues.plain(value));
  }

  private void expect(String text) {
    Matcher matcher = EXPECTED.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(text);
    }
    String of = matcher.group(2) == null ? "" : matcher.group(2);
    String value = matcher.group(3).strip();
    expected.add(new GoldenCase.Expected(matcher.group(1), of, value, line));
  }
}

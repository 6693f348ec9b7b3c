package io.treeline.app.config;

import io.treeline.app.config.Components.Part;
import io.treeline.app.config.Config.PipelineConfig;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `service.pipelines` and `service.extensions`: which of the defined components are in use.
///
/// What is defined and not used has no effect, as in the Collector. Without pipelines, everything
/// is in use.
///
/// Source: opentelemetry-collector, otelcol/config.go and service/pipelines/config.go (rules).
final class Pipelines {
  private static final Set<String> SIGNALS = Set.of("traces", "logs", "metrics");

  private final Section root;
  private final Map<Part, Set<String>> defined = new EnumMap<>(Part.class);
  private final Map<Part, Set<String>> used = new EnumMap<>(Part.class);
  private final List<PipelineConfig> pipelines = new ArrayList<>();
  private List<String> extensions = List.of();
  private boolean isGiven;
  private boolean hasExtensions;

  private Pipelines(Section root) {
    this.root = root;
    for (Part part : Part.values()) {
      defined.put(part, definedIds(part));
      used.put(part, new HashSet<>());
    }
  }

  /// Reads and checks both keys of `service`.
  static Pipelines read(Section root, Section service) {
    Pipelines read = new Pipelines(root);
    read.extensions(service);
    read.pipelines(service);
    read.connectors();
    return read;
  }

  boolean isUsed(Part part, ComponentId id) {
    boolean counts = part == Part.EXTENSIONS ? hasExtensions : isGiven;
    return !counts || ids(used, part).contains(id.toString());
  }

  List<PipelineConfig> pipelines() {
    return pipelines;
  }

  List<String> extensionIds() {
    return extensions;
  }

  private Set<String> definedIds(Part part) {
    Set<String> ids = new LinkedHashSet<>();
    for (String key : root.section(part.key()).keys()) {
      ComponentId id = idOrNull(key);
      if (id != null) {
        ids.add(id.toString());
      }
    }
    return ids;
  }

  private void extensions(Section service) {
    hasExtensions = service.hasValue("extensions") || service.hasValue("pipelines");
    extensions = ids(service, "extensions");
    for (String id : extensions) {
      if (!ids(defined, Part.EXTENSIONS).contains(id)) {
        service.problem("extensions", "\"" + id + "\" is not defined under extensions");
      }
      ids(used, Part.EXTENSIONS).add(id);
    }
  }

  private void pipelines(Section service) {
    isGiven = service.has("pipelines");
    try (Section section = service.section("pipelines")) {
      if (isGiven && section.keys().isEmpty()) {
        service.problem("pipelines", "there must be at least one pipeline");
      }
      for (String key : section.keys()) {
        pipeline(section, key);
      }
    }
  }

  private void pipeline(Section section, String key) {
    try (Section pipeline = section.section(key)) {
      String id = pipelineId(section, key);
      List<String> receivers = ids(pipeline, "receivers");
      List<String> processors = ids(pipeline, "processors");
      List<String> exporters = ids(pipeline, "exporters");
      if (receivers.isEmpty()) {
        pipeline.problem("receivers", "a pipeline must have at least one receiver");
      }
      if (exporters.isEmpty()) {
        pipeline.problem("exporters", "a pipeline must have at least one exporter");
      }
      Set<String> seen = new HashSet<>();
      for (String processor : processors) {
        if (!seen.add(processor)) {
          pipeline.problem("processors", "\"" + processor + "\" is named more than once");
        }
      }
      refer(pipeline, Part.RECEIVERS, receivers);
      refer(pipeline, Part.PROCESSORS, processors);
      refer(pipeline, Part.EXPORTERS, exporters);
      pipelines.add(new PipelineConfig(id, receivers, processors, exporters));
    }
  }

  private static String pipelineId(Section section, String key) {
    ComponentId id = idOrNull(key);
    if (id == null) {
      section.problem(key, whyNoId(key));
    } else if (id.type().equals("profiles")) {
      section.unsupported(key, "profiles are not stored; remove the pipeline");
    } else if (!SIGNALS.contains(id.type())) {
      section.problem(key, "a pipeline is traces, logs or metrics, with a /name or without");
    }
    return id == null ? key : id.toString();
  }

  private void refer(Section pipeline, Part part, List<String> ids) {
    for (String id : ids) {
      boolean isConnector = part != Part.PROCESSORS && ids(defined, Part.CONNECTORS).contains(id);
      if (!isConnector && !ids(defined, part).contains(id)) {
        pipeline.problem(part.key(), "\"" + id + "\" is not defined under " + part.key());
      }
      ids(used, isConnector ? Part.CONNECTORS : part).add(id);
    }
  }

  /// A connector ends one pipeline and begins another, and has a name of its own.
  private void connectors() {
    try (Section connectors = root.section(Part.CONNECTORS.key())) {
      for (String key : connectors.keys()) {
        connectors.inert(key);
        ComponentId parsed = idOrNull(key);
        String id = parsed == null ? key : parsed.toString();
        if (ids(defined, Part.RECEIVERS).contains(id)
            || ids(defined, Part.EXPORTERS).contains(id)) {
          connectors.problem(key, "a receiver or an exporter has the same id");
        }
        boolean ends = pipelines.stream().anyMatch(pipeline -> pipeline.exporters().contains(id));
        boolean begins = pipelines.stream().anyMatch(pipeline -> pipeline.receivers().contains(id));
        if (ends != begins) {
          connectors.problem(key, "must be an exporter of one pipeline and a receiver of another");
        }
      }
    }
  }

  private static List<String> ids(Section section, String key) {
    List<String> ids = new ArrayList<>();
    for (String text : section.texts(key)) {
      ComponentId id = idOrNull(text);
      if (id == null) {
        section.problem(key, "\"" + text + "\": " + whyNoId(text));
      } else {
        ids.add(id.toString());
      }
    }
    return ids;
  }

  private static @Nullable ComponentId idOrNull(String text) {
    try {
      return ComponentId.parse(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static String whyNoId(String text) {
    try {
      ComponentId.parse(text);
      return "";
    } catch (IllegalArgumentException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static Set<String> ids(Map<Part, Set<String>> byPart, Part part) {
    return byPart.getOrDefault(part, Set.of());
  }
}

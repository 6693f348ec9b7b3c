package io.treeline.app.config;

import io.treeline.app.config.ConfigReport.Tier;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Which of the Collector's components Treeline knows, and what becomes of them.
///
/// What only batches, groups, observes or adds is accepted without effect; what drops, masks,
/// samples, forwards, authenticates or encrypts is implemented or refused.
public final class Components {
  private static final String IN_FRONT = "keep a Collector in front for it";
  private static final String ENVIRONMENT = "attributes of the environment are not added";
  private static final String OBSERVES = "it only finds things for other receivers";
  private static final String DERIVES = "Treeline derives its own figures";

  private static final List<Component> ALL = List.copyOf(all());

  private Components() {}

  /// The kinds of components, as the top-level keys name them.
  public enum Part {
    RECEIVERS,
    PROCESSORS,
    EXPORTERS,
    CONNECTORS,
    EXTENSIONS;

    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// A type of component.
  ///
  /// @param remark why it has no effect, or what to do instead of a refused one; empty if
  ///   implemented
  public record Component(Part part, String type, Tier tier, String remark) {}

  /// Every component that is known by name.
  public static List<Component> known() {
    return ALL;
  }

  /// The component of that type, in the older spelling or the newer with underscores; null if there
  /// is none.
  static @Nullable Component find(Part part, String type) {
    String letters = letters(type);
    for (Component component : ALL) {
      if (component.part() == part && letters(component.type()).equals(letters)) {
        return component;
      }
    }
    return null;
  }

  static List<String> types(Part part) {
    return ALL.stream()
        .filter(component -> component.part() == part && component.tier() != Tier.REFUSED)
        .map(Component::type)
        .toList();
  }

  private static String letters(String type) {
    return type.replace("_", "").toLowerCase(Locale.ROOT);
  }

  private static List<Component> all() {
    List<Component> all = new ArrayList<>();
    implemented(all, Part.RECEIVERS, "otlp");
    inert(all, Part.RECEIVERS, "nothing arrives on it", "nop");
    refused(
        all,
        Part.RECEIVERS,
        "keep a Collector in front and point its otlp exporter here",
        "filelog jaeger zipkin kafka prometheus hostmetrics");
    implemented(all, Part.PROCESSORS, "agent_trees memory_limiter");
    inert(
        all,
        Part.PROCESSORS,
        "requests are written to disk in groups, and answered when they are there",
        "batch queue_batch");
    inert(all, Part.PROCESSORS, "traces are grouped as their spans arrive", "groupbytrace");
    inert(all, Part.PROCESSORS, ENVIRONMENT, "k8sattributes resourcedetection");
    refused(
        all,
        Part.PROCESSORS,
        IN_FRONT,
        "attributes resource redaction filter transform probabilistic_sampler tail_sampling span"
            + " remotetap routing");
    implemented(all, Part.EXPORTERS, "treeline");
    inert(all, Part.EXPORTERS, "spans are stored, not printed", "debug logging");
    inert(all, Part.EXPORTERS, "it sends nothing", "nop");
    refused(
        all,
        Part.EXPORTERS,
        "Treeline forwards nothing; let the sender or a Collector in front send to both",
        "otlp otlp_grpc otlphttp otlp_http file kafka loadbalancing prometheus"
            + " prometheusremotewrite zipkin");
    inert(all, Part.CONNECTORS, "all pipelines lead to the one store", "forward");
    inert(
        all,
        Part.CONNECTORS,
        DERIVES,
        "spanmetrics servicegraph count sum exceptions signaltometrics");
    refused(all, Part.CONNECTORS, IN_FRONT, "routing failover roundrobin");
    implemented(
        all,
        Part.EXTENSIONS,
        "health_check healthcheckv2 zpages basicauth bearertokenauth memory_limiter"
            + " treeline_query");
    inert(all, Part.EXTENSIONS, "profile a JVM with JFR: jcmd PID JFR.start", "pprof");
    inert(all, Part.EXTENSIONS, "the store is the queue", "file_storage");
    inert(all, Part.EXTENSIONS, "a JVM has its heap limit", "memory_ballast");
    inert(all, Part.EXTENSIONS, OBSERVES, "host_observer k8s_observer docker_observer");
    refused(all, Part.EXTENSIONS, "use basicauth or bearertokenauth", "oidc oauth2client asapauth");
    refused(all, Part.EXTENSIONS, "Treeline is not managed from afar", "opamp");
    return all;
  }

  private static void implemented(List<Component> all, Part part, String types) {
    add(all, part, Tier.IMPLEMENTED, "", types);
  }

  private static void inert(List<Component> all, Part part, String why, String types) {
    add(all, part, Tier.NO_EFFECT, why, types);
  }

  private static void refused(List<Component> all, Part part, String instead, String types) {
    add(all, part, Tier.REFUSED, instead, types);
  }

  private static void add(List<Component> all, Part part, Tier tier, String remark, String types) {
    for (String type : types.split(" ", -1)) {
      all.add(new Component(part, type, tier, remark));
    }
  }
}

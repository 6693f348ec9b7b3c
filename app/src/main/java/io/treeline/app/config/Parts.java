package io.treeline.app.config;

import io.treeline.app.config.Components.Component;
import io.treeline.app.config.Components.Part;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Walks the components under one top-level key, settles those that are not implemented, and hands
/// on the others.
final class Parts {
  private final Section root;
  private final Pipelines pipelines;

  Parts(Section root, Pipelines pipelines) {
    this.root = root;
    this.pipelines = pipelines;
  }

  /// A component that is not there, so that all its keys have their defaults.
  Section absent(String path) {
    return root.absent(path);
  }

  /// Reads an implemented component; `isUsed` says whether a pipeline or the service names it.
  interface Reader {
    void read(ComponentId id, Section section, boolean isUsed);
  }

  void each(Part part, Reader reader) {
    Set<ComponentId> seen = new HashSet<>();
    try (Section section = root.section(part.key())) {
      for (String key : List.copyOf(section.keys())) {
        try {
          ComponentId id = ComponentId.parse(key);
          if (!seen.add(id)) {
            section.problem(key, "is given twice, but for spaces");
          }
          one(section, key, part, id, reader);
        } catch (IllegalArgumentException e) {
          section.inert(key);
          section.problem(key, String.valueOf(e.getMessage()));
        }
      }
    }
  }

  private void one(Section section, String key, Part part, ComponentId id, Reader reader) {
    Component component = Components.find(part, id.type());
    boolean isUsed = pipelines.isUsed(part, id);
    if (component == null) {
      String nearest = Quantities.nearest(id.type(), Components.types(part));
      refuse(
          section,
          key,
          true,
          "is not supported"
              + (nearest == null
                  ? "; there are " + String.join(", ", Components.types(part))
                  : "; did you mean " + nearest + "?"));
      return;
    }
    switch (component.tier()) {
      case IMPLEMENTED -> {
        section.implemented(key);
        reader.read(id, section.section(key), isUsed);
      }
      case NO_EFFECT -> {
        InertKeys.check(component, section.section(key));
        section.inert(key);
        if (isUsed) {
          section.note(key, "has no effect in Treeline: " + component.remark());
        }
      }
      case REFUSED -> refuse(section, key, isUsed, "is not supported; " + component.remark());
    }
  }

  private static void refuse(Section section, String key, boolean isUsed, String why) {
    section.inert(key);
    if (isUsed) {
      section.unsupported(key, why);
    } else {
      section.note(key, "is not used by any pipeline; it would be refused: " + why);
    }
  }
}

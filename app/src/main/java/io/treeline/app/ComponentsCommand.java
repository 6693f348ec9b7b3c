package io.treeline.app;

import io.treeline.app.config.Components;
import io.treeline.app.config.Components.Component;
import io.treeline.app.config.Components.Part;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `treeline components`: the components that are known by name, in the form of the Collector's
/// command.
@Command(
    name = "components",
    mixinStandardHelpOptions = true,
    description = "Lists the Collector's components that Treeline knows, as YAML, with their tier.")
final class ComponentsCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    out.println("buildinfo:");
    out.println("    command: treeline");
    out.println("    description: OTLP in, agent trees out");
    out.println("    version: " + Main.version());
    for (Part part : Part.values()) {
      out.println(part.key() + ":");
      for (Component component : Components.known()) {
        if (component.part() == part) {
          out.println("    - name: " + component.type());
          out.println("      tier: " + component.tier().words());
          if (!component.remark().isEmpty()) {
            out.println("      remark: " + quoted(component.remark()));
          }
        }
      }
    }
    out.println("providers:");
    List.of("env", "file", "yaml").forEach(scheme -> out.println("    - scheme: " + scheme));
    out.flush();
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}

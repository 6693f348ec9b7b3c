package io.treeline.query.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.treeline.model.Finding;
import io.treeline.model.Run;
import io.treeline.model.Severity;
import io.treeline.model.read.Page;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Findings of a run as rows of a list, each with the run that it is about.
public final class FindingJson {
  private FindingJson() {}

  /// Those of one rule, or of all when it is null, from a severity on.
  ///
  /// @param page the runs looked at
  public static void writePage(
      JsonGenerator out, Page<Run> page, @Nullable String rule, Severity least) throws IOException {
    out.writeStartObject();
    out.writeArrayFieldStart("findings");
    int returned = 0;
    for (Run run : page.items()) {
      for (Finding finding : run.findings()) {
        boolean wanted = rule == null || rule.equals(finding.rule());
        if (wanted && finding.severity().compareTo(least) >= 0) {
          write(out, run, finding);
          returned++;
        }
      }
    }
    out.writeEndArray();
    out.writeNumberField("total", returned);
    out.writeBooleanField("total_is_lower_bound", page.truncated());
    out.writeNumberField("returned", returned);
    out.writeBooleanField("truncated", page.truncated());
    JsonFields.text(out, "next_cursor", page.nextCursor());
    JsonFields.time(out, "as_of_time", page.asOfUnixNanos());
    out.writeNumberField("behind", page.behind());
    out.writeEndObject();
  }

  private static void write(JsonGenerator out, Run run, Finding finding) throws IOException {
    out.writeStartObject();
    JsonFields.text(out, "run_id", run.id().toString());
    JsonFields.text(out, "trace_id", run.id().traceId().toString());
    JsonFields.text(out, "run_name", run.name());
    JsonFields.time(out, "start_time", run.startUnixNanos());
    JsonFields.text(out, "rule", finding.rule());
    JsonFields.text(out, "severity", finding.severity().word());
    JsonFields.spanIds(out, "span_ids", finding.spanIds());
    JsonFields.text(out, "message", finding.message());
    out.writeEndObject();
  }
}

package io.treeline.query.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.treeline.model.store.StoreStats;
import io.treeline.model.telemetry.Counter;
import io.treeline.model.telemetry.Gauge;
import io.treeline.model.telemetry.Histogram;
import io.treeline.model.telemetry.Telemetry;
import io.treeline.model.telemetry.Telemetry.Registered;
import io.treeline.model.telemetry.Total;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The parts of `/api/v1/status` that describe the store and what was counted.
public final class StatusJson {
  private static final String REFUSED = "treeline_refused_total";

  private StatusJson() {}

  public static void writeStore(JsonGenerator out, StoreStats store) throws IOException {
    out.writeObjectFieldStart("store");
    JsonFields.text(out, "directory", store.directory());
    JsonFields.text(out, "uuid", store.storeUuid());
    out.writeNumberField("schema_version", store.schemaVersion());
    out.writeNumberField("bytes", store.bytes());
    writeNumbers(out, "bytes_by_column_family", store.bytesByColumnFamily());
    out.writeNumberField("chunks", store.chunks());
    out.writeNumberField("received_bytes", store.receivedBytes());
    out.writeNumberField("written_bytes", store.writtenBytes());
    out.writeNumberField("buckets", store.buckets());
    out.writeNumberField("last_sequence", store.lastSequence());
    out.writeNumberField("cursor", store.cursor());
    JsonFields.time(out, "oldest_time", store.oldestUnixNanos());
    out.writeObjectFieldStart("dropped");
    out.writeNumberField("buckets", store.dropped().buckets());
    out.writeNumberField("chunks", store.dropped().chunks());
    out.writeNumberField("bytes", store.dropped().bytes());
    JsonFields.time(out, "until_time", store.dropped().untilUnixNanos());
    out.writeEndObject();
    out.writeEndObject();
  }

  public static void writeNumbers(JsonGenerator out, String name, Map<String, Long> numbers)
      throws IOException {
    out.writeObjectFieldStart(name);
    for (Map.Entry<String, Long> number : new TreeMap<>(numbers).entrySet()) {
      out.writeNumberField(number.getKey(), number.getValue());
    }
    out.writeEndObject();
  }

  /// `refused` by reason, and every counter and gauge with its labels.
  public static void writeTelemetry(JsonGenerator out, Telemetry telemetry) throws IOException {
    List<Registered> all = telemetry.all();
    Map<String, Long> refused = new TreeMap<>();
    Map<String, List<Registered>> byName = new TreeMap<>();
    for (Registered one : all) {
      String reason = one.series().labels().get("reason");
      if (one.series().name().equals(REFUSED) && reason != null) {
        refused.merge(reason, valueOf(one), Long::sum);
      }
      if (!(one.instrument() instanceof Histogram)) {
        byName.computeIfAbsent(one.series().name(), name -> new ArrayList<>()).add(one);
      }
    }
    writeNumbers(out, "refused", refused);
    out.writeObjectFieldStart("counters");
    for (Map.Entry<String, List<Registered>> metric : byName.entrySet()) {
      writeSeries(out, metric.getKey(), metric.getValue());
    }
    out.writeEndObject();
  }

  private static void writeSeries(JsonGenerator out, String name, List<Registered> series)
      throws IOException {
    out.writeArrayFieldStart(name);
    for (Registered one : series) {
      out.writeStartObject();
      out.writeObjectFieldStart("labels");
      for (Map.Entry<String, String> label : one.series().labels().entrySet()) {
        out.writeStringField(label.getKey(), label.getValue());
      }
      out.writeEndObject();
      out.writeNumberField("value", valueOf(one));
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static long valueOf(Registered registered) {
    return switch (registered.instrument()) {
      case Counter counter -> counter.value();
      case Gauge gauge -> gauge.value();
      case Total total -> Math.round(total.value());
      case Histogram histogram -> java.util.Arrays.stream(histogram.counts()).sum();
    };
  }
}

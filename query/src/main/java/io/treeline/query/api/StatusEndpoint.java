package io.treeline.query.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.treeline.model.read.RunReader;
import io.treeline.model.store.StoreStats;
import io.treeline.model.telemetry.Telemetry;
import io.treeline.query.api.Router.Call;
import io.treeline.query.json.Decimals;
import io.treeline.query.json.Rfc3339;
import io.treeline.query.json.StatusJson;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// `/api/v1/status`: what runs, how large the store is, how far the views lag, what was counted.
final class StatusEndpoint {
  private final RunReader reader;
  private final Telemetry telemetry;
  private final ServerInfo server;
  private final InstantSource clock;

  StatusEndpoint(RunReader reader, Telemetry telemetry, ServerInfo server, InstantSource clock) {
    this.reader = reader;
    this.telemetry = telemetry;
    this.server = server;
    this.clock = clock;
  }

  void answer(Call call) throws IOException {
    call.parameters().rejectOthers();
    StoreStats store = reader.stats();
    long behind = reader.behind();
    try (JsonGenerator out = Answers.json(call)) {
      out.writeStartObject();
      writeServer(out);
      StatusJson.writeStore(out, store);
      StatusJson.writeNumbers(out, "limits", server.limits());
      out.writeObjectFieldStart("lag");
      out.writeNumberField("behind", behind);
      out.writeEndObject();
      StatusJson.writeTelemetry(out, telemetry);
      out.writeEndObject();
    }
  }

  private void writeServer(JsonGenerator out) throws IOException {
    out.writeStringField("version", server.version());
    out.writeFieldName("pid");
    Long pid = server.pid();
    if (pid == null) {
      out.writeNull();
    } else {
      out.writeNumber(pid);
    }
    writeUptime(out);
    out.writeObjectFieldStart("endpoints");
    for (Map.Entry<String, String> endpoint : new TreeMap<>(server.endpoints()).entrySet()) {
      out.writeStringField(endpoint.getKey(), endpoint.getValue());
    }
    out.writeEndObject();
  }

  private void writeUptime(JsonGenerator out) throws IOException {
    long started = server.startedUnixNanos();
    if (started == 0) {
      out.writeNullField("started_time");
      out.writeNullField("uptime_ms");
      return;
    }
    long now = TimeUnit.MILLISECONDS.toNanos(clock.millis());
    out.writeStringField("started_time", Rfc3339.format(started));
    out.writeFieldName("uptime_ms");
    out.writeNumber(Decimals.millis(Math.max(0, now - started)));
  }
}

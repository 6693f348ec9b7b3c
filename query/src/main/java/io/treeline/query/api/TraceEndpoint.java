package io.treeline.query.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.treeline.model.TraceId;
import io.treeline.model.ingest.ChunkKind;
import io.treeline.model.read.RunReader;
import io.treeline.query.api.Router.Call;
import io.treeline.query.json.JsonStreams;
import io.treeline.query.otlp.OtlpJsonWriter;
import io.treeline.query.otlp.WinningItems;
import io.treeline.query.otlp.WinningItems.Payload;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `/api/v1/traces/{trace_id}`: the stored spans, each once, as OTLP/JSON or, by `Accept`, as
/// protobuf `TracesData`. Values are as received; `original=true` is accepted and changes nothing.
final class TraceEndpoint {
  static final String PROTOBUF = "application/x-protobuf";

  private final RunReader reader;

  TraceEndpoint(RunReader reader) {
    this.reader = reader;
  }

  void answer(Call call) throws IOException {
    TraceId traceId = parse(call.id());
    call.parameters().value("original", RunFilters::flag);
    call.parameters().rejectOthers();
    List<byte[]> payloads =
        WinningItems.of(reader.trace(traceId)).stream()
            .filter(payload -> payload.kind() == ChunkKind.SPANS)
            .map(Payload::bytes)
            .toList();
    if (payloads.isEmpty()) {
      throw ApiException.notFound("no trace " + traceId);
    }
    boolean binary = wantsProtobuf(call.request().header("accept"));
    String contentType = binary ? PROTOBUF : Answers.JSON;
    OutputStream body =
        call.response().begin(200, Map.of("Content-Type", contentType, "Vary", "Accept"));
    if (binary) {
      writeProtobuf(body, payloads);
    } else {
      writeJson(body, payloads);
    }
  }

  /// Encoded messages of one type written one after the other are their merged message.
  private static void writeProtobuf(OutputStream body, List<byte[]> payloads) throws IOException {
    for (byte[] payload : payloads) {
      body.write(payload);
    }
    body.flush();
  }

  private static void writeJson(OutputStream body, List<byte[]> payloads) throws IOException {
    try (JsonGenerator out = JsonStreams.open(body)) {
      new OtlpJsonWriter(out).writeDocument(ChunkKind.SPANS, payloads);
    }
  }

  private static TraceId parse(String text) {
    try {
      return TraceId.parse(text);
    } catch (IllegalArgumentException e) {
      throw ApiException.badParameter("trace_id", e);
    }
  }

  private static boolean wantsProtobuf(@Nullable String accept) {
    return accept != null && (accept.contains(PROTOBUF) || accept.contains("application/protobuf"));
  }
}

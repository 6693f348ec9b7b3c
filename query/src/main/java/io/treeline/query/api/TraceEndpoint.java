package io.treeline.query.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.treeline.model.TraceId;
import io.treeline.model.ingest.ChunkKind;
import io.treeline.model.read.RunReader;
import io.treeline.model.store.TraceIndex;
import io.treeline.query.api.Router.Call;
import io.treeline.query.json.JsonStreams;
import io.treeline.query.otlp.OtlpJsonWriter;
import io.treeline.query.otlp.WinningItems;
import java.io.IOException;
import java.io.OutputStream;
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
    TraceIndex spans = spansOf(reader.index(traceId));
    if (spans.chunks().isEmpty()) {
      throw ApiException.notFound("no trace " + traceId);
    }
    boolean binary = wantsProtobuf(call.request().header("accept"));
    String contentType = binary ? PROTOBUF : Answers.JSON;
    OutputStream body =
        call.response().begin(200, Map.of("Content-Type", contentType, "Vary", "Accept"));
    if (binary) {
      writeProtobuf(body, spans);
    } else {
      writeJson(body, spans);
    }
  }

  private static TraceIndex spansOf(TraceIndex trace) {
    return new TraceIndex(
        trace.traceId(),
        trace.chunks().stream().filter(chunk -> chunk.kind() == ChunkKind.SPANS).toList());
  }

  /// Encoded messages of one type written one after the other are their merged message.
  private void writeProtobuf(OutputStream body, TraceIndex spans) throws IOException {
    WinningItems.write(reader, spans, payload -> body.write(payload.bytes()));
    body.flush();
  }

  private void writeJson(OutputStream body, TraceIndex spans) throws IOException {
    try (JsonGenerator out = JsonStreams.open(body)) {
      OtlpJsonWriter writer = new OtlpJsonWriter(out);
      writer.begin(ChunkKind.SPANS);
      WinningItems.write(reader, spans, payload -> writer.write(ChunkKind.SPANS, payload.bytes()));
      writer.end();
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

package io.treeline.query.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.treeline.model.SpanId;
import io.treeline.model.TraceId;
import io.treeline.model.read.RunReader;
import io.treeline.model.read.SpanDetail;
import io.treeline.query.api.Router.Call;
import io.treeline.query.json.DialectJson;
import io.treeline.query.json.SpanJson;
import java.io.IOException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// `/api/v1/traces/{trace_id}/spans/{span_id}`, `/api/v1/spans/{span_id}` and `/api/v1/dialects`.
final class SpanEndpoints {
  private final RunReader reader;

  SpanEndpoints(RunReader reader) {
    this.reader = reader;
  }

  void ofTrace(Call call) throws IOException {
    TraceId traceId = parse("trace_id", call.ids().getFirst(), TraceId::parse);
    answer(call, traceId, call.ids().getLast());
  }

  /// A span whose trace the caller does not know.
  void one(Call call) throws IOException {
    answer(call, null, call.id());
  }

  private void answer(Call call, @Nullable TraceId traceId, String id) throws IOException {
    long spanId = parse("span_id", id, SpanId::parse);
    call.parameters().rejectOthers();
    SpanDetail span = reader.span(traceId, spanId);
    if (span == null) {
      throw ApiException.notFound("no span " + id);
    }
    try (JsonGenerator out = Answers.json(call)) {
      SpanJson.write(out, span);
    }
  }

  void dialects(Call call) throws IOException {
    call.parameters().rejectOthers();
    try (JsonGenerator out = Answers.json(call)) {
      DialectJson.write(out, reader.dialects());
    }
  }

  private static <T> T parse(String name, String text, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      throw ApiException.badParameter(name, e);
    }
  }
}

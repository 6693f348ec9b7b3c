package io.treeline.query.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.treeline.model.SpanId;
import io.treeline.model.ingest.ChunkEntry;
import io.treeline.model.ingest.ChunkKind;
import io.treeline.model.read.RunReader;
import io.treeline.model.store.IndexedChunk;
import io.treeline.model.store.SpanReader.TraceVisitor;
import io.treeline.model.store.TraceIndex;
import io.treeline.query.api.Router.Call;
import io.treeline.query.json.JsonStreams;
import io.treeline.query.otlp.OtlpJsonWriter;
import io.treeline.query.otlp.WinningItems;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/// `/api/v1/export?format=ids|otlp-json`: everything stored, trace by trace, without a limit.
final class ExportEndpoint {
  private final RunReader reader;

  ExportEndpoint(RunReader reader) {
    this.reader = reader;
  }

  /// What an export is written as.
  private enum Format {
    IDS("ids"),
    OTLP_JSON("otlp-json");

    private final String word;

    Format(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  void answer(Call call) throws IOException {
    Format asked =
        call.parameters().value("format", RunFilters.word(Format.values(), Format::word));
    call.parameters().rejectOthers();
    switch (asked == null ? Format.OTLP_JSON : asked) {
      case IDS -> writeIds(Answers.begin(call, "text/plain; charset=utf-8"));
      case OTLP_JSON -> writeOtlpJson(Answers.begin(call, "application/x-ndjson"));
    }
  }

  private void writeIds(OutputStream body) throws IOException {
    scan(trace -> writeIds(body, trace));
    body.flush();
  }

  private static void writeIds(OutputStream body, TraceIndex trace) throws IOException {
    String traceId = trace.traceId().toString();
    Set<Long> seen = new HashSet<>();
    StringBuilder lines = new StringBuilder();
    for (IndexedChunk chunk : trace.chunks()) {
      if (chunk.kind() != ChunkKind.SPANS) {
        continue;
      }
      for (ChunkEntry entry : chunk.entries()) {
        if (seen.add(entry.spanId())) {
          lines.append(traceId).append(' ').append(SpanId.toHex(entry.spanId())).append('\n');
        }
      }
    }
    body.write(lines.toString().getBytes(StandardCharsets.US_ASCII));
  }

  private void writeOtlpJson(OutputStream body) throws IOException {
    try (JsonGenerator out = JsonStreams.open(body)) {
      OtlpJsonWriter writer = new OtlpJsonWriter(out);
      scan(trace -> {
        WinningItems.write(
            reader,
            trace,
            payload -> {
              writer.writeDocument(payload.kind(), payload.bytes());
              out.writeRaw('\n');
            });
      });
    }
  }

  /// Writes what one trace holds.
  @FunctionalInterface
  private interface TraceWriter {
    void write(TraceIndex trace) throws IOException;
  }

  /// Carries the writer's `IOException` through the visitor.
  private void scan(TraceWriter writer) throws IOException {
    TraceVisitor visitor =
        trace -> {
          try {
            writer.write(trace);
            return true;
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    try {
      reader.scanTraces(visitor);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}

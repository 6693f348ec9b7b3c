package io.treeline.app.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.treeline.model.ingest.ChunkKind;
import io.treeline.query.json.JsonStreams;
import io.treeline.query.otlp.OtlpJsonWriter;
import io.treeline.receiver.json.OtlpJsonTranscoder;
import io.treeline.receiver.scan.Signal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What the writer of `query` writes, the reader of `receiver` reads as what it was.
final class OtlpJsonPropertyTest {
  private static final long SEED = 20261126;
  private static final int ROUNDS = 300;

  @Test
  void randomTraces_asJsonAndBack_loseNothing() throws IOException {
    roundTrip(ExportTraceServiceRequest.getDefaultInstance(), ChunkKind.SPANS, Signal.TRACES);
  }

  @Test
  void randomLogs_asJsonAndBack_loseNothing() throws IOException {
    roundTrip(ExportLogsServiceRequest.getDefaultInstance(), ChunkKind.LOG_RECORDS, Signal.LOGS);
  }

  @Test
  void randomMetrics_asJsonAndBack_loseNothing() throws IOException {
    roundTrip(ExportMetricsServiceRequest.getDefaultInstance(), ChunkKind.METRICS, Signal.METRICS);
  }

  private static void roundTrip(Message type, ChunkKind kind, Signal signal) throws IOException {
    Random random = new Random(SEED);
    OtlpJsonTranscoder reader = new OtlpJsonTranscoder(1 << 24);
    for (int round = 0; round < ROUNDS; round++) {
      Message original = fill(type.newBuilderForType(), random, 0).build();
      var json = new ByteArrayOutputStream();
      try (JsonGenerator out = JsonStreams.open(json)) {
        new OtlpJsonWriter(out).writeDocument(kind, original.toByteArray());
      }

      byte[] read = reader.transcode(signal, new ByteArrayInputStream(json.toByteArray())).body();

      assertThat(type.getParserForType().parseFrom(read))
          .as("seed %d, round %d: %s", SEED, round, json)
          .isEqualTo(original);
    }
  }

  private static Message.Builder fill(Message.Builder message, Random random, int depth) {
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      boolean wanted = depth == 0 || random.nextInt(3) > 0 && depth < 9;
      if (!wanted) {
        continue;
      }
      if (!field.isRepeated()) {
        message.setField(field, value(message, field, random, depth));
        continue;
      }
      int count = random.nextInt(depth < 6 ? 3 : 2);
      for (int i = 0; i < count; i++) {
        message.addRepeatedField(field, value(message, field, random, depth));
      }
    }
    return message;
  }

  private static Object value(
      Message.Builder parent, FieldDescriptor field, Random random, int depth) {
    return switch (field.getJavaType()) {
      case MESSAGE -> fill(parent.newBuilderForField(field), random, depth + 1).build();
      case STRING -> text(random);
      case BYTE_STRING -> bytes(field, random);
      case BOOLEAN -> random.nextBoolean();
      case ENUM -> anyOf(field.getEnumType().getValues(), random);
      case DOUBLE -> number(random);
      case FLOAT -> random.nextFloat();
      case INT -> random.nextInt() >> random.nextInt(32);
      case LONG -> random.nextLong() >> random.nextInt(64);
    };
  }

  private static EnumValueDescriptor anyOf(List<EnumValueDescriptor> values, Random random) {
    return values.get(random.nextInt(values.size()));
  }

  private static double number(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> Double.NaN;
      case 1 -> Double.NEGATIVE_INFINITY;
      case 2 -> -0.0;
      case 3 -> random.nextGaussian() * 1e300;
      case 4 -> Double.MIN_VALUE;
      default -> random.nextDouble();
    };
  }

  private static String text(Random random) {
    return random
        .ints(random.nextInt(12), 1, 0x11000)
        .filter(point -> point < 0xD800 || point > 0xDFFF)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static ByteString bytes(FieldDescriptor field, Random random) {
    int length =
        switch (field.getName()) {
          case "trace_id" -> 16;
          case "span_id", "parent_span_id" -> 8;
          default -> random.nextInt(9);
        };
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }
}

package io.treeline.bench;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;

/// Attributes of the spans that benchmarks send.
final class Attributes {
  private Attributes() {}

  static KeyValue text(String key, String value) {
    return of(key, AnyValue.newBuilder().setStringValue(value));
  }

  static KeyValue count(String key, long value) {
    return of(key, AnyValue.newBuilder().setIntValue(value));
  }

  private static KeyValue of(String key, AnyValue.Builder value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }
}

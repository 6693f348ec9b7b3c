import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Sends spans, log records and a metric with the Java SDK; its settings are the OTEL_ variables.
final class Client {
  private Client() {}

  public static void main(String[] arguments) {
    OpenTelemetrySdk sdk =
        AutoConfiguredOpenTelemetrySdk.builder()
            .disableShutdownHook()
            .build()
            .getOpenTelemetrySdk();
    var tracer = sdk.getTracer("client");
    String padding = "x".repeat(number("PADDING", 0));
    for (int i = 0; i < number("SPANS", 3); i++) {
      var span = tracer.spanBuilder("span " + i).startSpan();
      span.setAttribute("padding", padding);
      span.addEvent("event");
      span.end();
    }
    sdk.getLogsBridge()
        .get("client")
        .logRecordBuilder()
        .setBody("a record")
        .setSeverity(Severity.INFO)
        .setAttribute(AttributeKey.stringKey("a"), "b")
        .emit();
    sdk.getMeter("client").counterBuilder("client.count").build().add(5);
    List<CompletableResultCode> done =
        List.of(
            sdk.getSdkTracerProvider().forceFlush(),
            sdk.getSdkLoggerProvider().forceFlush(),
            sdk.getSdkMeterProvider().forceFlush());
    boolean whole = true;
    for (CompletableResultCode one : done) {
      whole &= one.join(20, TimeUnit.SECONDS).isSuccess();
    }
    System.exit(whole ? 0 : 1);
  }

  private static int number(String name, int otherwise) {
    String text = System.getenv(name);
    return text == null ? otherwise : Integer.parseInt(text);
  }
}

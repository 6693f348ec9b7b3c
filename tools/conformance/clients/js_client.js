// Sends spans, log records and a metric with the JavaScript SDK; its settings are the OTEL_ variables.
// OTEL_EXPORTER_OTLP_PROTOCOL picks the package, the exporters read the rest themselves.
'use strict';

const { resourceFromAttributes } = require('@opentelemetry/resources');
const { BasicTracerProvider, BatchSpanProcessor } = require('@opentelemetry/sdk-trace-base');
const { LoggerProvider, BatchLogRecordProcessor } = require('@opentelemetry/sdk-logs');
const { MeterProvider, PeriodicExportingMetricReader } = require('@opentelemetry/sdk-metrics');

const SUFFIX = { grpc: 'grpc', 'http/protobuf': 'proto', 'http/json': 'http' };
const suffix = SUFFIX[process.env.OTEL_EXPORTER_OTLP_PROTOCOL];
const { OTLPTraceExporter } = require(`@opentelemetry/exporter-trace-otlp-${suffix}`);
const { OTLPLogExporter } = require(`@opentelemetry/exporter-logs-otlp-${suffix}`);
const { OTLPMetricExporter } = require(`@opentelemetry/exporter-metrics-otlp-${suffix}`);

function attributes(text) {
  return Object.fromEntries(text.split(',').map((pair) => pair.split('=')));
}

// The exporters report what fails to this handler and to nobody else.
let failed = false;
function report(error) {
  failed = true;
  console.error(error);
}

async function main() {
  require('@opentelemetry/core').setGlobalErrorHandler(report);
  const resource = resourceFromAttributes(attributes(process.env.OTEL_RESOURCE_ATTRIBUTES));
  const tracing = new BasicTracerProvider({
    resource,
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  const tracer = tracing.getTracer('client');
  const padding = 'x'.repeat(Number(process.env.PADDING ?? 0));
  for (let index = 0; index < Number(process.env.SPANS ?? 3); index++) {
    const span = tracer.startSpan(`span ${index}`, { attributes: { padding } });
    span.addEvent('event', { n: index });
    span.end();
  }
  await tracing.forceFlush();

  const processor = new BatchLogRecordProcessor({ exporter: new OTLPLogExporter() });
  const logging = new LoggerProvider({ resource, processors: [processor] });
  logging.getLogger('client').emit({ body: 'a record', severityText: 'INFO' });
  await logging.forceFlush();

  const reader = new PeriodicExportingMetricReader({ exporter: new OTLPMetricExporter() });
  const metering = new MeterProvider({ resource, readers: [reader] });
  metering.getMeter('client').createCounter('client.count').add(5);
  await metering.forceFlush();
  await Promise.all([tracing.shutdown(), logging.shutdown(), metering.shutdown()]);
}

main()
  .catch(report)
  .finally(() => process.exit(failed ? 1 : 0));

package io.treeline.processor.facts;

import io.treeline.model.TraceId;

/// A link from a span to another span, perhaps of another trace.
public record SpanLink(TraceId traceId, long spanId) {}

package io.treeline.receiver.scan;

import io.treeline.model.ingest.Transport;

/// How and when a request came in.
public record Arrival(Transport transport, long unixNanos) {}

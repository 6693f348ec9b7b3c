package io.treeline.model.telemetry;

/// What a series is measured with.
public sealed interface Instrument permits Counter, Gauge, Total, Histogram {}

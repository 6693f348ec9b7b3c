package io.treeline.processor.view;

import io.treeline.model.store.SpanReader;
import io.treeline.model.store.TreeStore;
import io.treeline.model.store.ViewStore;

/// What the core works with: where chunks and stored views are read, what understands them, and
/// where changes go.
public record ViewParts(
    Interpreter interpreter,
    SpanReader spans,
    ViewStore store,
    TreeStore trees,
    LiveViews live,
    ViewSettings settings,
    TimeSource time,
    Failures failures,
    ViewsTelemetry telemetry) {}

package io.treeline.processor.read;

import io.treeline.model.store.SpanReader;
import io.treeline.model.store.TreeStore;
import io.treeline.model.store.ViewStore;
import io.treeline.processor.view.Interpreter;
import io.treeline.processor.view.LiveViews;
import io.treeline.processor.view.TimeSource;

/// What the read model works with: where chunks, views and trees are read, what is newer in memory,
/// what understands it, and the memory that reading may take.
public record ReadParts(
    SpanReader spans,
    ViewStore store,
    TreeStore trees,
    LiveViews live,
    Interpreter interpreter,
    ReadBudget budget,
    TimeSource time) {}

/// Spans find their places: parents, owners, runs.
///
/// In: the facts of one trace's spans and log records. Out: a
/// [io.treeline.processor.trace.TraceForest], whatever is missing, repeated or broken. Its spans
/// are mutable while they are placed, by one thread, and only read afterwards.
@NullMarked
package io.treeline.processor.trace;

import org.jspecify.annotations.NullMarked;

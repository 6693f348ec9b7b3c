/// Counters and gauges about Treeline itself, registered once and read by `/metrics` and `/status`.
///
/// Recording is lock-free and safe for any number of threads; names and labels follow the
/// OpenTelemetry Collector where it has them.
@NullMarked
package io.treeline.model.telemetry;

import org.jspecify.annotations.NullMarked;

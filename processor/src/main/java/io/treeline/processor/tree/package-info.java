/// Steps of one trace, put together: spans become runs with their trees and metrics.
///
/// In: the winning version of every span of a trace and the log records that belong to them, as
/// facts, in any order. Out: one [io.treeline.model.AgentTree] for each run of the trace. Pure
/// functions of their input, any thread; the clock is a parameter.
@NullMarked
package io.treeline.processor.tree;

import org.jspecify.annotations.NullMarked;

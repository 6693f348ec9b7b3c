/// What is remarkable about a run, decided by deterministic rules over its tree.
///
/// In: a run as assembled and the details of its steps. Out: the run with its findings, each with
/// its rule, severity, span ids and one sentence. Pure functions, any thread; a rule that cannot be
/// sure says nothing.
@NullMarked
package io.treeline.processor.findings;

import org.jspecify.annotations.NullMarked;

/// Benchmarks: JMH for single steps, end-to-end ones as ratios within one run.
///
/// They compile with every build so that they cannot rot, and run only on request. Figures belong
/// in `docs`, with date, command and machine.
@NullMarked
package io.treeline.bench;

import org.jspecify.annotations.NullMarked;

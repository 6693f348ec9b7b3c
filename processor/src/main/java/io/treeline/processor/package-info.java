/// The way from journaled spans to runs: ring, dialects, assembly, ledger, findings.
///
/// Chunks of spans come in from the intake, run and session views go out to the store ports. The
/// ring's two consumers are the only threads; the steps between them are pure functions.
@NullMarked
package io.treeline.processor;

import org.jspecify.annotations.NullMarked;

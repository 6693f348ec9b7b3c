/// What a span says, whatever its SDK calls it: dialect tables and the decoder that applies them.
///
/// In: chunks as received. Out: one [io.treeline.processor.facts.SpanFacts] per span and one
/// [io.treeline.processor.facts.LogFacts] per log record. Tables are resource files
/// (`docs/dialects.md`), compiled once at start; code is only what a table cannot say. Decoding is
/// a pure function of the bytes: any thread, no clock, no I/O.
@NullMarked
package io.treeline.processor.dialect;

import org.jspecify.annotations.NullMarked;

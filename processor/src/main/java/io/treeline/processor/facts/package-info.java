/// What one span or log record says, in canonical words: the seam between dialects and trees.
///
/// In: nothing of a dialect's spelling is left here. Out: immutable facts the tree assembler, the
/// ledger and the aggregator work on. Pure data, any thread.
@NullMarked
package io.treeline.processor.facts;

import org.jspecify.annotations.NullMarked;

/// The Disruptor ring between receivers and the store, and its two stages.
///
/// In: batches from any receiver thread. Out: acknowledgements once the journal has them on disk,
/// then chunks in sequence order to the core in [io.treeline.processor.view]. Two threads:
/// `treeline-journal` and, sequenced after it, `treeline-assemble`.
@NullMarked
package io.treeline.processor.ring;

import org.jspecify.annotations.NullMarked;

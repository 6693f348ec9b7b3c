/// From a received request to the ring: chunks, the intake port and its refusals.
///
/// In: what the receiver scanned. Out: chunks as the journal stores them. Receiver threads build
/// batches and offer them; the journal thread answers through [Ack].
@NullMarked
package io.treeline.model.ingest;

import org.jspecify.annotations.NullMarked;

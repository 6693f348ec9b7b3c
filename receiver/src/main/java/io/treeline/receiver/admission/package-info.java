/// What both transports do with a request once they have its bytes: admit, scan, offer, answer.
///
/// In: a body and the memory charged for it. Out: a [Verdict] exactly once, from the calling thread
/// or the journal's. Also what every refusal means to OTLP clients, and what is counted.
@NullMarked
package io.treeline.receiver.admission;

import org.jspecify.annotations.NullMarked;

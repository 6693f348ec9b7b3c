/// The content codings of request bodies.
///
/// In: a stream of wire bytes. Out: a stream of what they hold, which refuses corrupt bytes as
/// malformed from `read`, allocates a bounded amount and touches nothing before the first read.
@NullMarked
package io.treeline.receiver.codec;

import org.jspecify.annotations.NullMarked;

/// Reading encoded values without decoding more than is asked for: protobuf fields, AnyValue, JSON.
///
/// In: bytes that others wrote, perhaps cut off or damaged. Out: ranges, tokens, repaired strings.
/// Cursors are reusable and belong to one thread; nothing here knows what the values mean.
@NullMarked
package io.treeline.processor.wire;

import org.jspecify.annotations.NullMarked;

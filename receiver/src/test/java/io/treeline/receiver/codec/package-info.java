/// Tests of the content codings with bytes that other implementations made.
///
/// The files in `resources/codec` are [CodecSamples#large] and [CodecSamples#small] as Python's
/// gzip and zlib (3.11), lz4 4.4 (block size and linking are in the name), python-snappy 0.7 over
/// cramjam 2.14, and zstandard 0.25 wrote them; `small.gzip` is of two members.
@NullMarked
package io.treeline.receiver.codec;

import org.jspecify.annotations.NullMarked;

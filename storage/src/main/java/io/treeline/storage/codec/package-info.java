/// Every byte of the store: keys and values, as ADR-0002 documents them.
///
/// Records of the model go in, byte arrays come out, and back. Pure functions without RocksDB, of
/// no thread. Each value starts with a version byte; what was not written by a known version is
/// refused when read.
@NullMarked
package io.treeline.storage.codec;

import org.jspecify.annotations.NullMarked;

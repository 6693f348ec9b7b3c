/// The log-structured store on RocksDB: keys, codecs, retention and recovery.
///
/// Write batches come in from the journal thread and the assemble thread, one writer each; readers
/// on any thread get snapshots. The log is the truth, every other column family is a view of it.
@NullMarked
package io.treeline.storage;

import org.jspecify.annotations.NullMarked;

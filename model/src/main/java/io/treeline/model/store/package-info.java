/// The ports to the embedded store: the journal, the reads of what it holds, and the views.
///
/// Only the storage module implements them. Each type says which thread may call it; records
/// crossing the ports are immutable.
@NullMarked
package io.treeline.model.store;

import org.jspecify.annotations.NullMarked;

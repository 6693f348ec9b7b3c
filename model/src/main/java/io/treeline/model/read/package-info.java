/// The one read model behind every surface: runs, trees, sessions, raw traces.
///
/// In: queries as people ask them. Out: immutable records that already contain what is in memory
/// and not yet flushed. Safe for any number of threads.
@NullMarked
package io.treeline.model.read;

import org.jspecify.annotations.NullMarked;

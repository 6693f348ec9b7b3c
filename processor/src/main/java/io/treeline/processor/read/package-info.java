/// The read model over the view store and what is newer in memory.
///
/// In: queries of people and programs. Out: runs, trees, sessions as of now. Any thread; a tree is
/// assembled for its reader from the stored chunks, so it is readable as soon as it is
/// acknowledged.
@NullMarked
package io.treeline.processor.read;

import org.jspecify.annotations.NullMarked;

/// The reading commands of `treeline`.
///
/// In: options, and the read API of a running server or, where none runs, of the store opened for
/// reading. Out: data on standard output, messages on standard error, an exit status. One thread.
@NullMarked
package io.treeline.query.cli;

import org.jspecify.annotations.NullMarked;

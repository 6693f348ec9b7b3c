/// Who may send: the server side of the Collector's `basicauth` and `bearertokenauth`.
///
/// In: the headers of a request. Out: leave, or a refusal. Any number of threads; secrets are
/// compared in constant time and never printed.
@NullMarked
package io.treeline.receiver.auth;

import org.jspecify.annotations.NullMarked;

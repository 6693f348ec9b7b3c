/// Tests of the budget, the streams and the statuses.
@NullMarked
package io.treeline.receiver.admission;

import org.jspecify.annotations.NullMarked;

/// Tests of the walk from bytes to chunks.
@NullMarked
package io.treeline.receiver.scan;

import org.jspecify.annotations.NullMarked;

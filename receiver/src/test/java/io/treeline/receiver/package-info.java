/// Tests of the receiver, and the requests they send.
@NullMarked
package io.treeline.receiver;

import org.jspecify.annotations.NullMarked;

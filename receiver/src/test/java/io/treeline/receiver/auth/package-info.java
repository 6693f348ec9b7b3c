/// Tests of who may send.
@NullMarked
package io.treeline.receiver.auth;

import org.jspecify.annotations.NullMarked;

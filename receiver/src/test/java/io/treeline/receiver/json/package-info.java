/// Tests of OTLP/JSON.
@NullMarked
package io.treeline.receiver.json;

import org.jspecify.annotations.NullMarked;

/// Tests of OTLP on its way in and out again.
@NullMarked
package io.treeline.app.otlp;

import org.jspecify.annotations.NullMarked;

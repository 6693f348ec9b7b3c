/// Tests of canonical facts.
@NullMarked
package io.treeline.processor.facts;

import org.jspecify.annotations.NullMarked;

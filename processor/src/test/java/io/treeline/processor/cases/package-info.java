/// Golden cases: spans written down in a few words, with what is known to be true of them.
///
/// In: the case files in `src/test/resources/cases`. Out: one test per case and order of arrival.
@NullMarked
package io.treeline.processor.cases;

import org.jspecify.annotations.NullMarked;

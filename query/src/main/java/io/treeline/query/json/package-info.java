/// The JSON form of runs, steps, sessions and pages, and a small tree to read such documents.
///
/// In: records of the model. Out: tokens on a Jackson generator, streamed, every field present,
/// unknown values as `null`. Stateless; used by any thread.
@NullMarked
package io.treeline.query.json;

import org.jspecify.annotations.NullMarked;

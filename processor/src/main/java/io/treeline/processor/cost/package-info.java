/// What a call to a provider costs, from effective-dated price data.
///
/// In: who was called, for which model, with how many tokens, when. Out: integer nano-USD and the
/// price it came from, or no price at all, never a guess of 0. The data are those of genai-prices,
/// refreshed by `tools/prices/refresh.mjs`. Immutable but for a cache of look-ups, any thread.
@NullMarked
package io.treeline.processor.cost;

import org.jspecify.annotations.NullMarked;

/// Runs, sessions and the store as text for people.
///
/// In: the JSON documents of the read API. Out: lines for a screen of a given width, with or
/// without colour. Pure functions of both; nothing that spans carry can move the cursor or start an
/// escape sequence.
@NullMarked
package io.treeline.query.text;

import org.jspecify.annotations.NullMarked;

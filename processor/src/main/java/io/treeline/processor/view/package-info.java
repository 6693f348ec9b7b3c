/// From journalled chunks to the runs of every open trace: the core behind the assemble stage.
///
/// In: chunks in sequence order and the passing of time. Out: changed views, first to readers in
/// memory ([LiveViews]), then to the view store together with the cursor. One thread drives it;
/// only [LiveViews] is shared. It knows no ring, so the same code recovers, reads a stopped store
/// and is tested with a hand-set clock.
@NullMarked
package io.treeline.processor.view;

import org.jspecify.annotations.NullMarked;

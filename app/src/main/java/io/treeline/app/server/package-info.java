/// The running process: what is wired to what, in which order it starts and stops, and how it says
/// so (ready line, `endpoints.json`, health, metrics).
///
/// In: a [io.treeline.app.config.Config]. Out: open ports. Started and stopped by the main thread.
@NullMarked
package io.treeline.app.server;

import org.jspecify.annotations.NullMarked;

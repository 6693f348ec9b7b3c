/// From Collector-shaped YAML to one immutable [Config].
///
/// In: `--config` sources, `--set` assignments, the environment. Out: a validated record tree, or
/// every problem at once with its key and line. Runs once, on the main thread, before anything
/// starts.
@NullMarked
package io.treeline.app.config;

import org.jspecify.annotations.NullMarked;

/// The process: command line, configuration, wiring and lifecycle.
///
/// Arguments and a Collector configuration come in, a running server goes out. The only package
/// that sees all modules; it joins them with constructors on the main thread.
@NullMarked
package io.treeline.app;

import org.jspecify.annotations.NullMarked;

/// The records that agent tracing is told in, and the ports between modules.
///
/// Decoded steps come in, runs and sessions go out. All types are immutable, of no thread. The
/// package depends on the JDK alone: no protobuf, no gRPC, no store.
@NullMarked
package io.treeline.model;

import org.jspecify.annotations.NullMarked;

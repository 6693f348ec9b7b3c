/// The messages of a conversation with a model, read from any of the encodings that SDKs use.
///
/// In: values as clients wrote them, JSON or structured, whole or cut. Out: one list of
/// [io.treeline.model.read.ChatMessage]. For readers who ask for one span; the hot path looks for
/// outputs only. Pure functions, any thread.
@NullMarked
package io.treeline.processor.message;

import org.jspecify.annotations.NullMarked;

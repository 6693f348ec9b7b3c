package io.treeline.receiver.scan;

import io.treeline.model.ingest.Refusal;
import org.jspecify.annotations.Nullable;

/// A serialised export request, without the items that could not be brought into protobuf.
///
/// @param leftOut how many those are
/// @param problem what is wrong with the first of them; null if there are none
public record DecodedRequest(byte[] body, int leftOut, @Nullable Refusal problem) {
  private static final byte[] NO_BODY = {};

  /// A request that was in protobuf.
  public static DecodedRequest whole(byte[] body) {
    return new DecodedRequest(body, 0, null);
  }

  /// The same when the body is not needed any more.
  public DecodedRequest withoutBody() {
    return new DecodedRequest(NO_BODY, leftOut, problem);
  }
}

package io.treeline.receiver.grpc;

import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Error;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;
import java.time.Duration;

/// Ends a connection that sends frames with no call in them, faster than any client has reason to.
///
/// SETTINGS, PING, PRIORITY, WINDOW_UPDATE, empty DATA and unknown frames cost the sender nothing;
/// a call pays for some of them.
final class FrameRate {
  /// Frames without a call in one window.
  static final int MAX_USELESS = 10_000;

  private static final long WINDOW_NANOS = Duration.ofSeconds(10).toNanos();

  /// Frames that a frame of a call pays for.
  private static final int PAID = 10;

  private int left = MAX_USELESS;
  private long windowNanos;

  FrameRate(long nowNanos) {
    this.windowNanos = nowNanos;
  }

  void useful() {
    left = Math.min(MAX_USELESS, left + PAID);
  }

  /// Notes a frame without a call.
  ///
  /// @throws Http2Exception if there were too many, which ends the connection
  void useless(long nowNanos) throws Http2Exception {
    if (nowNanos - windowNanos > WINDOW_NANOS) {
      windowNanos = nowNanos;
      left = MAX_USELESS;
    }
    if (--left < 0) {
      throw Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, "too_many_frames");
    }
  }
}

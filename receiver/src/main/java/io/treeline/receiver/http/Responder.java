package io.treeline.receiver.http;

import io.grpc.netty.shaded.io.netty.handler.codec.http.FullHttpResponse;

/// The way back to the sender of one request. Used on its event loop only.
interface Responder {

  /// The body is wanted; says so to a sender that asked.
  void takeBody();

  /// Sends the one answer of the request.
  void answer(FullHttpResponse response);
}

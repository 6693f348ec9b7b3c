package io.treeline.receiver.http;

/// Told to every connection when the server begins to stop.
enum HttpDrain {
  BEGINS
}

package io.treeline.query.api;

import java.util.function.Supplier;

/// The one way in which a reader refuses a query: by its cursor.
final class Cursors {
  private Cursors() {}

  /// Turns the reader's `IllegalArgumentException` into a 400 that names the cursor.
  static <T> T checked(Supplier<T> read) {
    try {
      return read.get();
    } catch (IllegalArgumentException e) {
      throw ApiException.badParameter("cursor", e);
    }
  }
}

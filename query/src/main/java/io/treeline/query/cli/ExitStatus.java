package io.treeline.query.cli;

/// The exit statuses that scripts rely on.
public final class ExitStatus {
  public static final int OK = 0;
  public static final int FAILED = 1;
  public static final int USAGE = 2;
  public static final int NOT_FOUND = 3;
  public static final int UNREACHABLE = 4;

  private ExitStatus() {}

  /// The exit status of a command that got a problem document with that HTTP status.
  static int ofProblem(int httpStatus) {
    return switch (httpStatus) {
      case 400 -> USAGE;
      case 404 -> NOT_FOUND;
      case 503 -> UNREACHABLE;
      default -> FAILED;
    };
  }
}

package io.treeline.query.api;

import org.jspecify.annotations.Nullable;

/// A request that gets a problem document: its status, what is wrong, and which parameter if one.
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final @Nullable String parameter;
  private final @Nullable String allowed;

  private ApiException(
      int status,
      @Nullable String parameter,
      @Nullable String allowed,
      String detail,
      @Nullable Throwable cause) {
    super(detail, cause);
    this.status = status;
    this.parameter = parameter;
    this.allowed = allowed;
  }

  private ApiException(
      int status, @Nullable String parameter, String detail, @Nullable Throwable cause) {
    this(status, parameter, null, detail, cause);
  }

  public static ApiException of(int status, String detail) {
    return new ApiException(status, null, detail, null);
  }

  /// @param methods what is answered at the path, separated by commas
  static ApiException notAllowed(String methods) {
    return new ApiException(405, null, methods, "only " + methods + " is answered here", null);
  }

  /// The methods of an `Allow` header.
  @Nullable String allowed() {
    return allowed;
  }

  public static ApiException notFound(String detail) {
    return of(404, detail);
  }

  public static ApiException badParameter(String parameter, String detail) {
    return new ApiException(400, parameter, detail, null);
  }

  public static ApiException badParameter(String parameter, RuntimeException cause) {
    return new ApiException(400, parameter, parameter + ": " + cause.getMessage(), cause);
  }

  public int status() {
    return status;
  }

  /// What is wrong, in a sentence fit for the caller.
  public String detail() {
    String message = getMessage();
    return message == null ? "" : message;
  }

  public @Nullable String parameter() {
    return parameter;
  }
}

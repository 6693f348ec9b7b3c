package io.treeline.app;

/// The `treeline` process.
public final class Main {
  private Main() {}

  /// Prints the version of the jar it was started from, `dev` outside one.
  public static void main(String[] args) {
    String version = Main.class.getPackage().getImplementationVersion();
    System.out.println("treeline " + (version == null ? "dev" : version));
  }
}

package io.treeline.app;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/// SIGHUP, which asks for the configuration to be read again.
///
/// The JDK's only way to it is `sun.misc.Signal` in `jdk.unsupported`, reached by reflection, as
/// the compiler warns of it and cannot be told not to.
final class HangupSignal {
  private HangupSignal() {}

  /// Calls `action` on a thread of the JVM's for each SIGHUP.
  ///
  /// @return false where there is no such signal; then it keeps its meaning
  static boolean handle(Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      MethodHandle run =
          MethodHandles.publicLookup()
              .findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
              .bindTo(action);
      Object calls =
          MethodHandleProxies.asInterfaceInstance(
              handler, MethodHandles.dropArguments(run, 0, signal));
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), calls);
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }
}

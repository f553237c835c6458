package io.limpet.cli;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/// What the process is told by `kill` and by Ctrl-C.
///
/// A shutdown hook is not enough: the JVM exits with 143 whatever the hooks do, and hears no second
/// signal while they run. `sun.misc.Signal` is the only way to hear of signals, of a module that
/// every JDK has and exports; it is called by its name, as javac warns of each mention of it, and
/// no annotation can answer that.
final class Signals {
  private static final int TERM = 15;
  private static final int INT = 2;

  private Signals() {}

  /// Hears of a signal. `number` is the system's.
  interface Handler {
    void signalled(int number);
  }

  /// From now on the handler hears of SIGTERM and SIGINT, each on a thread of its own.
  static void handle(Handler handler) {
    handle("TERM", TERM, handler);
    handle("INT", INT, handler);
  }

  /// Whether it comes of a terminal's Ctrl-C.
  static boolean isInterrupt(int number) {
    return number == INT;
  }

  /// How a shell tells that a process ended by the signal.
  static int exitCode(int number) {
    return 128 + number;
  }

  private static void handle(String name, int number, Handler handler) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> listener = Class.forName("sun.misc.SignalHandler");
      MethodHandles.Lookup lookup = MethodHandles.publicLookup();
      MethodHandle named =
          lookup.findConstructor(signal, MethodType.methodType(void.class, String.class));
      MethodHandle handle =
          lookup.findStatic(signal, "handle", MethodType.methodType(listener, signal, listener));
      MethodHandle heard =
          MethodHandles.dropArguments(
              MethodHandles.insertArguments(
                  MethodHandles.lookup()
                      .findVirtual(
                          Handler.class, "signalled", MethodType.methodType(void.class, int.class)),
                  0,
                  handler,
                  number),
              0,
              signal);
      var _ =
          handle.invoke(
              named.invoke(name), MethodHandleProxies.asInterfaceInstance(listener, heard));
    } catch (Throwable unavailable) {
      throw new IllegalStateException("SIG" + name + " cannot be handled", unavailable);
    }
  }
}

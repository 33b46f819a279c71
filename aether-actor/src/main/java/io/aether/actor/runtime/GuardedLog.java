package io.aether.actor.runtime;

import io.aether.actor.spi.Activation;
import io.aether.actor.spi.SafeText;
import org.slf4j.Logger;

/// Logs failures on threads that must not end, and never throws.
///
/// Logging calls an appender, which may throw for reasons of its own. Workers and the threads of
/// the timers and of the monitor serve all systems of the JVM, so an exception of an appender must
/// not end them.
final class GuardedLog {

  private GuardedLog() {}

  /// `activation` has thrown `failure`.
  static void threw(Logger log, Activation activation, Throwable failure) {
    String what = " threw an exception, which activations must not; it is not run again";
    error(log, SafeText.of(activation) + what, failure);
  }

  static void error(Logger log, String what, Throwable failure) {
    try {
      log.error("{}", what, SafeText.printable(failure));
    } catch (Throwable broken) {
      // The logger itself is broken, so the failure cannot be reported.
    }
  }
}

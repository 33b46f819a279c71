package io.aether.actor.pattern;

import org.slf4j.Logger;
import org.slf4j.event.Level;

/// Logs failures of application code and never throws. Logging calls methods of the exception,
/// which are application code, too.
final class SafeLog {

  private SafeLog() {}

  static void warn(Logger log, String what, Throwable failure) {
    log(log, Level.WARN, what, failure);
  }

  static void error(Logger log, String what, Throwable failure) {
    log(log, Level.ERROR, what, failure);
  }

  private static void log(Logger log, Level level, String what, Throwable failure) {
    try {
      log.atLevel(level).setCause(failure).log(what);
    } catch (Throwable unprintable) {
      try {
        String type = failure.getClass().getName();
        log.atLevel(level).log("{}, by a {} that cannot be printed", what, type);
      } catch (Throwable broken) {
        // The logger itself is broken, so there is nowhere to report it.
      }
    }
  }
}

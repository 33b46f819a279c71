package io.aether.actor.cell;

import io.aether.actor.ActorRef;
import io.aether.actor.spi.SafeText;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// Logs the failures of actors, with the logger `io.aether.actor.failures`, and never throws.
///
/// Logging calls methods of the failure, whose class is the user's. An exception from these methods
/// must not keep an actor from its next step, so a failure that cannot be printed is replaced by
/// one that can ([SafeText#printable]). An appender may still throw for reasons of its own.
final class FailureLog {

  private static final Logger LOG = LoggerFactory.getLogger("io.aether.actor.failures");

  private FailureLog() {}

  static void error(ActorRef<?> actor, String what, Throwable failure) {
    log(LOG, Level.ERROR, actor, what, failure);
  }

  static void warn(ActorRef<?> actor, String what, Throwable failure) {
    log(LOG, Level.WARN, actor, what, failure);
  }

  static void log(Level level, ActorRef<?> actor, String what, Throwable failure) {
    log(LOG, level, actor, what, failure);
  }

  /// Logs a failure of user code other than a behavior.
  static void error(Logger log, String what, Throwable failure) {
    log(log, Level.ERROR, null, what, failure);
  }

  static void warn(Logger log, String what, Throwable failure) {
    log(log, Level.WARN, null, what, failure);
  }

  /// Called after each message and each control message: an interrupt of one handler, or of code
  /// that is called around it, does not affect the next one.
  static void clearInterrupt(ActorRef<?> actor) {
    if (Thread.interrupted()) {
      LOG.debug("{}: cleared an interrupt that a handler left behind", actor);
    }
  }

  private static void log(
      Logger log, Level level, @Nullable ActorRef<?> actor, String what, Throwable failure) {
    try {
      if (log.isEnabledForLevel(level)) {
        String words = actor == null ? what : actor.path() + " " + what;
        write(log, level, words, failure);
      }
    } catch (Throwable broken) {
      // The logger itself is broken, so the failure cannot be reported.
    }
  }

  private static void write(Logger log, Level level, String words, Throwable failure) {
    try {
      log.atLevel(level).setCause(SafeText.printable(failure)).log("{}", words);
    } catch (Throwable unprintable) {
      String type = failure.getClass().getName();
      log.atLevel(level).log("{}, by a {} that cannot be printed", words, type);
    }
  }
}

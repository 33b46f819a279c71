package io.aether.actor.cell;

import io.aether.actor.ActorRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// Logs the failures of actors, under the name of their lifecycle, and never throws.
///
/// Logging calls methods of the failure, whose class is the user's. What these throw must not keep
/// an actor from what comes next.
final class FailureLog {

  private static final Logger LOG = LoggerFactory.getLogger(LifecycleCell.class);

  private FailureLog() {}

  static void error(ActorRef<?> actor, String what, Throwable failure) {
    log(Level.ERROR, actor, what, failure);
  }

  static void warn(ActorRef<?> actor, String what, Throwable failure) {
    log(Level.WARN, actor, what, failure);
  }

  /// Called after each message of either kind: an interrupt of one handler, or of what is called
  /// around it, does not concern the next.
  static void clearInterrupt(ActorRef<?> actor) {
    if (Thread.interrupted()) {
      LOG.debug("{}: cleared an interrupt that a handler left behind", actor);
    }
  }

  private static void log(Level level, ActorRef<?> actor, String what, Throwable failure) {
    try {
      LOG.atLevel(level).setCause(failure).log("{} {}", actor.path(), what);
    } catch (Throwable unprintable) {
      try {
        String type = failure.getClass().getName();
        LOG.atLevel(level).log("{} {}, by a {} that cannot be printed", actor.path(), what, type);
      } catch (Throwable _) {
        // The logger itself is broken: there is nobody left to tell.
      }
    }
  }
}

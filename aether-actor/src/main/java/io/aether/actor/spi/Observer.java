package io.aether.actor.spi;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.SupervisorStrategy;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/// Hears what actors do, for tools that test or trace them. See [Environment#observer()].
///
/// Each method is called in place, by the thread that does what is reported: a sender's for
/// [#sending], [#sent] and [#dropped], the actor's own for the rest. It must neither block nor
/// throw, and may be called by several threads at once. `Runner.current()` tells which actor the
/// thread is running.
///
/// Systems without an observer do not pay for this: their actors are of a class that reports
/// nothing.
public interface Observer {

  /// Hears nothing.
  Observer NONE = new Observer() {};

  /// What [#handling] calls the first thing an actor does, becoming its behavior.
  Object START =
      new Object() {
        @Override
        public String toString() {
          return "its own start";
        }
      };

  /// Sent to an observed actor, makes it fail with `cause` instead of being handled.
  record Crash(Throwable cause) {
    public Crash {
      Objects.requireNonNull(cause, "cause");
    }

    @Override
    public String toString() {
      return "Crash[cause=" + SafeText.of(cause) + "]";
    }
  }

  // ---- The life of an actor ----

  /// `actor` is about to start.
  ///
  /// @param parent the guardian for a top-level actor
  /// @return the behavior it starts with: `behavior`, or what a test puts in its place
  default <M> Behavior<M> starting(ActorRef<?> parent, ActorRef<M> actor, Behavior<M> behavior) {
    return behavior;
  }

  /// `actor` has failed.
  ///
  /// @param decision what happens now; to stop, if supervision does not say otherwise
  default void failed(ActorRef<?> actor, Throwable failure, SupervisorStrategy decision) {}

  /// `actor` is about to start again, as the behavior it first had.
  default void restarting(ActorRef<?> actor) {}

  /// `actor` has stopped, and what was left of its mail has been taken care of.
  default void stopped(ActorRef<?> actor) {}

  // ---- Messages ----

  /// Somebody sends `recipient` a message, or answers the ask that `recipient` is the address of.
  /// Signals, and what the actor's own timers send, are not announced here.
  ///
  /// @param delivery sends it on its way; the observer runs it now, later, several times or never
  default void sending(ActorRef<?> recipient, Object message, Runnable delivery) {
    delivery.run();
  }

  /// A message, a signal or a timer's message is about to enter the mailbox of `recipient`, or to
  /// answer the ask that `recipient` is the address of.
  default void sent(ActorRef<?> recipient, Object message) {}

  /// What [#sent] announced has found no room in the mailbox of `recipient`, or had to make room.
  /// Called by the sender whose message it is, or by the one it had to make room for.
  default void dropped(ActorRef<?> recipient, Object message) {}

  /// `actor` begins to handle a message or a signal, or to become its behavior: [#START].
  default void handling(ActorRef<?> actor, Object message) {}

  /// `actor` has done what [#handling] announced last, or will not: it has stopped.
  ///
  /// @param behavior what it has become
  default void handled(ActorRef<?> actor, Behavior<?> behavior) {}

  // ---- What a behavior asks of its context ----

  default void watched(ActorRef<?> actor, ActorRef<?> other) {}

  default void unwatched(ActorRef<?> actor, ActorRef<?> other) {}

  /// `actor` has asked its child to stop.
  default void stopping(ActorRef<?> actor, ActorRef<?> child) {}

  default void timerStarted(
      ActorRef<?> actor, Object key, Object message, Duration delay, TimerMode mode) {}

  default void timerCancelled(ActorRef<?> actor, Object key) {}

  default void timersCancelled(ActorRef<?> actor) {}

  default void adapterCreated(ActorRef<?> actor, ActorRef<?> adapter) {}

  default void piped(ActorRef<?> actor, CompletableFuture<?> future) {}

  default void forked(ActorRef<?> actor, Callable<?> task) {}

  /// `target` is about to be sent a request, by an actor or a thread of another kind.
  ///
  /// @param replyTo takes the reply
  default void asked(ActorRef<?> target, Object request, Duration timeout, ActorRef<?> replyTo) {}

  /// The ask that `replyTo` is the address of has got its reply, or has been given up.
  default void askEnded(ActorRef<?> replyTo) {}

  /// How often a timer sends its message.
  enum TimerMode {
    SINGLE,
    FIXED_DELAY,
    FIXED_RATE
  }
}

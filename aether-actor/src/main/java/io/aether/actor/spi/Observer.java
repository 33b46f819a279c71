package io.aether.actor.spi;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.SupervisorStrategy;
import io.aether.actor.annotation.Experimental;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/// Observes actors, for tools that test or trace them. See [Environment#observer()].
///
/// Each method is called in place, by the thread that performs the reported action: the sender's
/// for [#sending], [#sent] and [#dropped], and the actor's own for the others. A method must
/// neither block nor throw, and may be called by several threads at once. `Runner.current()`
/// returns the runner of the calling thread, from which the running actor follows.
///
/// Systems without an observer have no cost from this: their actors are of a class that reports
/// nothing.
@Experimental
public interface Observer {

  /// Ignores all reports.
  Observer NONE = new Observer() {};

  /// The message that [#handling] reports for the first action of an actor, becoming its behavior.
  Object START =
      new Object() {
        @Override
        public String toString() {
          return "its own start";
        }
      };

  /// Makes an observed actor that receives it fail with `cause`, instead of handling it.
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
  /// @return the behavior it starts with: `behavior`, or its replacement in a test
  default <M> Behavior<M> starting(ActorRef<?> parent, ActorRef<M> actor, Behavior<M> behavior) {
    return behavior;
  }

  /// `actor` has failed.
  ///
  /// @param decision the strategy that is applied now; stop, unless supervision decides otherwise
  default void failed(ActorRef<?> actor, Throwable failure, SupervisorStrategy decision) {}

  /// `actor` is about to restart with its initial behavior.
  default void restarting(ActorRef<?> actor) {}

  /// `actor` has stopped, and its remaining messages have been disposed of.
  default void stopped(ActorRef<?> actor) {}

  // ---- Messages ----

  /// A sender sends `recipient` a message, or a reply to the ask whose address is `recipient`.
  /// Signals and the messages of the actor's own timers are not reported here.
  ///
  /// @param delivery delivers the message; the observer runs it now, later, several times or never
  default void sending(ActorRef<?> recipient, Object message, Runnable delivery) {
    delivery.run();
  }

  /// A message, a signal or a timer's message is about to enter the mailbox of `recipient`, or to
  /// answer the ask whose address is `recipient`.
  default void sent(ActorRef<?> recipient, Object message) {}

  /// A message reported by [#sent] found no room in the mailbox of `recipient`, or was removed to
  /// make room. Called by the sender of the message, or by the sender of the message that it made
  /// room for.
  default void dropped(ActorRef<?> recipient, Object message) {}

  /// `actor` begins to handle a message or a signal, or to become its behavior: [#START].
  default void handling(ActorRef<?> actor, Object message) {}

  /// `actor` has completed the handling that [#handling] reported last, or has stopped and will not
  /// complete it.
  ///
  /// @param behavior the behavior that the actor has become
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

  /// An actor or another thread is about to send `target` a request.
  ///
  /// @param replyTo the ref that receives the reply
  default void asked(ActorRef<?> target, Object request, Duration timeout, ActorRef<?> replyTo) {}

  /// The ask whose address is `replyTo` has received its reply, or has been given up.
  default void askEnded(ActorRef<?> replyTo) {}

  /// How often a timer sends its message.
  enum TimerMode {
    SINGLE,
    FIXED_DELAY,
    FIXED_RATE
  }
}

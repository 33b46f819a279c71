package io.aether.actor.cell;

import io.aether.actor.ActorPath;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.DeadLetter;
import io.aether.actor.StopReason;
import io.aether.actor.SupervisorStrategy;
import io.aether.actor.spi.SafeText;
import java.util.List;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

/// The events that Aether adds to a JDK Flight Recording.
///
/// Without a recording the JDK has not changed the event classes, so `isEnabled` is a constant that
/// the compiler folds away: a disabled event costs nothing. One instance of each class is kept to
/// read its setting; recorded events are created when they happen.
final class FlightEvents {

  private static final Spawn SPAWN = new Spawn();
  private static final Stop STOP = new Stop();
  private static final Failure FAILURE = new Failure();
  private static final Restart RESTART = new Restart();
  private static final Handling HANDLING = new Handling();
  private static final Undelivered UNDELIVERED = new Undelivered();
  private static final Ask ASK = new Ask();
  private static final Cycle CYCLE = new Cycle();

  private FlightEvents() {}

  /// `child` is about to start with `behavior`.
  static void spawned(ActorRef<?> child, Behavior<?> behavior) {
    if (SPAWN.isEnabled()) {
      Spawn event = new Spawn();
      event.actor = child.path().value();
      event.behavior = BehaviorName.of(behavior);
      event.commit();
    }
  }

  /// `actor` has terminated.
  static void stopped(ActorRef<?> actor, StopReason reason) {
    if (STOP.isEnabled()) {
      Stop event = new Stop();
      event.actor = actor.path().value();
      event.reason = reason.name();
      event.commit();
    }
  }

  /// `actor` failed, and `decision` was made.
  static void failed(ActorRef<?> actor, Throwable failure, SupervisorStrategy decision) {
    if (FAILURE.isEnabled()) {
      Failure event = new Failure();
      event.actor = actor.path().value();
      event.failure = SafeText.of(failure);
      event.decision = word(decision.kind());
      event.commit();
    }
  }

  /// Like the names of the factories, but capitalized.
  private static String word(SupervisorStrategy.Kind kind) {
    return switch (kind) {
      case RESUME -> "Resume";
      case RESTART -> "Restart";
      case STOP -> "Stop";
      case UNDECIDED -> "Undecided";
    };
  }

  /// `actor` is about to become its original behavior again.
  static void restarting(ActorRef<?> actor) {
    if (RESTART.isEnabled()) {
      Restart event = new Restart();
      event.actor = actor.path().value();
      event.commit();
    }
  }

  static void undelivered(Object message, ActorPath recipient, DeadLetter.Reason reason) {
    if (UNDELIVERED.isEnabled()) {
      Undelivered event = new Undelivered();
      event.actor = recipient.value();
      event.message = message.getClass().getName();
      event.reason = reason.name();
      event.commit();
    }
  }

  /// Called before a message is handled.
  ///
  /// @return the argument for [#handled]
  static @Nullable Handling handling() {
    if (!HANDLING.isEnabled()) {
      return null;
    }
    Handling event = new Handling();
    event.begin();
    return event;
  }

  /// Records the message if its handler took long.
  static void handled(@Nullable Handling event, ActorRef<?> actor, Object message) {
    if (event == null) {
      return;
    }
    event.end();
    if (event.shouldCommit()) {
      event.actor = actor.path().value();
      event.message = message.getClass().getName();
      event.commit();
    }
  }

  /// Called before a request is sent.
  ///
  /// @return the argument for [#answered]
  static @Nullable Ask asking() {
    if (!ASK.isEnabled()) {
      return null;
    }
    Ask event = new Ask();
    event.begin();
    return event;
  }

  /// Records the ask if it took long.
  static void answered(Ask event, ActorRef<?> target, Object request, @Nullable Throwable failure) {
    event.end();
    if (event.shouldCommit()) {
      event.actor = target.path().value();
      event.request = request.getClass().getName();
      event.failure = failure == null ? null : failure.getClass().getName();
      event.commit();
    }
  }

  /// Actors that block in asks wait for each other in a cycle; `asker` was the last one to begin.
  static void cycle(ActorRef<?> asker, List<ActorPath> cycle) {
    if (CYCLE.isEnabled()) {
      Cycle event = new Cycle();
      event.actor = asker.path().value();
      event.cycle = AskChain.words(cycle);
      event.commit();
    }
  }

  // The fields are shown in a recording; the recorder reads them by name.

  @Name("aether.Spawn")
  @Label("Actor Spawned")
  @Category("Aether")
  @StackTrace(false)
  static final class Spawn extends Event {
    @Label("Actor")
    @Nullable String actor;

    @Label("Behavior")
    @Nullable String behavior;
  }

  @Name("aether.Stop")
  @Label("Actor Stopped")
  @Category("Aether")
  @StackTrace(false)
  static final class Stop extends Event {
    @Label("Actor")
    @Nullable String actor;

    @Label("Reason")
    @Nullable String reason;
  }

  @Name("aether.Failure")
  @Label("Actor Failed")
  @Category("Aether")
  static final class Failure extends Event {
    @Label("Actor")
    @Nullable String actor;

    @Label("Failure")
    @Nullable String failure;

    @Label("Decision")
    @Description("What its supervision decided")
    @Nullable String decision;
  }

  @Name("aether.Restart")
  @Label("Actor Restarted")
  @Category("Aether")
  @StackTrace(false)
  static final class Restart extends Event {
    @Label("Actor")
    @Nullable String actor;
  }

  @Name("aether.Message")
  @Label("Message Handled")
  @Category("Aether")
  @Description("A message whose handler took longer than the threshold")
  @StackTrace(false)
  @Threshold("20 ms")
  static final class Handling extends Event {
    @Label("Actor")
    @Nullable String actor;

    @Label("Message")
    @Description("The class of the message")
    @Nullable String message;
  }

  @Name("aether.DeadLetter")
  @Label("Dead Letter")
  @Category("Aether")
  @Description("A message that reached no behavior")
  static final class Undelivered extends Event {
    @Label("Recipient")
    @Nullable String actor;

    @Label("Message")
    @Description("The class of the message")
    @Nullable String message;

    @Label("Reason")
    @Nullable String reason;
  }

  @Name("aether.Ask")
  @Label("Ask")
  @Category("Aether")
  @Description("An ask that took longer than the threshold")
  @StackTrace(false)
  @Threshold("20 ms")
  static final class Ask extends Event {
    @Label("Target")
    @Nullable String actor;

    @Label("Request")
    @Description("The class of the request")
    @Nullable String request;

    @Label("Failure")
    @Description("The class of the exception, if there was no reply")
    @Nullable String failure;
  }

  @Name("aether.AskCycle")
  @Label("Ask Cycle")
  @Category("Aether")
  @Description("Actors that block in asks wait for each other")
  static final class Cycle extends Event {
    @Label("Actor")
    @Nullable String actor;

    @Label("Cycle")
    @Nullable String cycle;
  }
}

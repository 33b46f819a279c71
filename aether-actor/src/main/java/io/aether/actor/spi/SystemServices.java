package io.aether.actor.spi;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorPath;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.DeadLetter;
import java.util.Optional;

/// What an actor system offers to the modules that build on it. Thread-safe unless said otherwise.
public interface SystemServices {

  Environment environment();

  /// Starts an actor under `/system`, which stops after all of `/user` has.
  ///
  /// @throws IllegalArgumentException if a living actor there has this name
  <M> ActorRef<M> spawnSystem(Behavior<M> behavior, String name);

  /// Starts an actor under `/user` whose name is generated and contains `word`, as `$probe-7`: for
  /// tools whose actors appear in what people read. No other actor can have such a name.
  <M> ActorRef<M> spawnGenerated(Behavior<M> behavior, String word);

  /// Starts a child of the actor that owns `context`. Called by that actor only.
  ///
  /// @throws IllegalArgumentException if a living child has this name
  <M> ActorRef<M> spawnChild(
      ActorContext<?> context, Behavior<M> behavior, String name, SpawnOptions options);

  /// Starts a child of the actor that owns `context`, under the control of `restartController`: it
  /// becomes its behavior when it is released. Called by that actor only.
  ///
  /// @throws IllegalArgumentException if a living child has this name
  <M> ActorRef<M> spawnHeld(
      ActorContext<?> context,
      Behavior<M> behavior,
      String name,
      RestartController restartController);

  /// Ends the present life of an actor that was spawned held, after its current message: it hears
  /// [io.aether.actor.Signal.PreRestart], its children stop, and it waits to be released. Nothing
  /// happens if it is held already or stops.
  void hold(ActorRef<?> child);

  /// Lets a new life begin of an actor that [RestartController#held] has been called for.
  void release(ActorRef<?> child);

  /// Lets the children of the actor that owns `context` stop one after the other, the last one
  /// spawned first, when the actor stops or restarts; see [RestartController#patience]. Called by
  /// that actor only.
  void stopChildrenInReverse(ActorContext<?> context);

  /// {@return the ownership that the actor of `context` was spawned with}
  Ownership ownership(ActorContext<?> context);

  /// Gives a local ref a number under which [#exported] finds it until it stops (an ask: until it
  /// is answered). The same ref keeps its number, and a number is never used again.
  ///
  /// @throws IllegalArgumentException if the ref is not a local one of this system
  long export(ActorRef<?> ref);

  /// {@return the living ref that was exported under `id`}
  Optional<ActorRef<?>> exported(long id);

  /// Tells `recipient` what somebody else has to say to it. If it has no room and would throw at
  /// its sender, the message is a dead letter instead: whoever passes it on is not to fail for
  /// that.
  <M> void passOn(M message, ActorRef<? super M> recipient);

  /// Reports a message that reached no behavior.
  void deadLetter(Object message, ActorPath recipient, DeadLetter.Reason reason);
}

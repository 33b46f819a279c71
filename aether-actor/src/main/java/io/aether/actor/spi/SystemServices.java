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

  /// Tells `recipient` a message of a third party, and never throws. If the recipient has no room
  /// and would throw at its sender, the message is a dead letter ([DeadLetter.Reason#OVERFLOW]). If
  /// code of the application throws on the way, as an [io.aether.actor.OutgoingInterceptor] may,
  /// the failure is logged and the message is a dead letter ([DeadLetter.Reason#FAILED]).
  <M> void passOn(M message, ActorRef<? super M> recipient);

  /// Tells `recipient` the message that the calling actor handles, or that is being sent to the
  /// calling ref, so that it is the recipient's to answer. If it is the request of an ask, the ask
  /// goes with it: it ends at once if the recipient fails, stops or does not handle the request,
  /// and no longer if the calling actor does. Any other message is sent as [ActorRef#tell] would.
  ///
  /// For what is passed on to one recipient; several of them may each answer.
  <M> void forward(M message, ActorRef<? super M> recipient);

  /// Ends an ask at once, with an [io.aether.actor.AskException.Undelivered], if `request` is its
  /// request and the calling actor handles it now. Does nothing otherwise.
  void refuse(Object request, DeadLetter.Reason reason);

  /// Like [#passOn(Object, ActorRef)], and runs `taken` on the recipient's turn, immediately before
  /// the recipient handles the message. `taken` must neither block nor throw. It does not run if
  /// the message is lost: the recipient stops first, or an interceptor holds the message back.
  ///
  /// @return whether `taken` can run at all: the recipient is an actor of this system, or a message
  ///   adapter of one, and its mailbox has neither a bound nor an order
  <M> boolean passOn(M message, ActorRef<? super M> recipient, Runnable taken);

  /// Sends `message` to an actor of this system behind everything that waits in its mailbox now,
  /// whatever the order of that mailbox, and even if it is full.
  ///
  /// @throws IllegalArgumentException if `actor` is not an actor of this system
  void sendLast(Object message, ActorRef<?> actor);

  /// {@return about how many messages wait in the mailbox of `actor`, the one that it is handling
  /// included; at most `limit`, and -1 if `actor` is not an actor of this system}
  int queued(ActorRef<?> actor, int limit);

  /// Reports a message that reached no behavior. If that is the request of an ask, which the
  /// calling actor handles or which is being sent, and no recipient is left that may answer it, the
  /// ask ends at once.
  void deadLetter(Object message, ActorPath recipient, DeadLetter.Reason reason);
}

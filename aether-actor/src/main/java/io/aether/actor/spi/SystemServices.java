package io.aether.actor.spi;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorPath;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.DeadLetter;
import io.aether.actor.annotation.Experimental;
import java.util.Optional;

/// The services of an actor system for the modules that build on it. Thread-safe unless noted
/// otherwise.
@Experimental
public interface SystemServices {

  Environment environment();

  /// Starts an actor under `/system`, which stops after all of `/user` has.
  ///
  /// @throws IllegalArgumentException if a living actor there has this name
  <M> ActorRef<M> spawnSystem(Behavior<M> behavior, String name);

  /// Starts an actor under `/user` whose name is generated and contains `word`, such as `$probe-7`:
  /// for tools whose actors appear in texts that people read. No other actor can have such a name.
  <M> ActorRef<M> spawnGenerated(Behavior<M> behavior, String word);

  /// Starts a child of the actor that owns `context`. Called by that actor only.
  ///
  /// @throws IllegalArgumentException if a living child has this name
  <M> ActorRef<M> spawnChild(
      ActorContext<?> context, Behavior<M> behavior, String name, SpawnOptions options);

  /// Starts a child of the actor that owns `context`, under the control of `restartController`: the
  /// child becomes its behavior when it is released. Called by that actor only.
  ///
  /// @throws IllegalArgumentException if a living child has this name
  <M> ActorRef<M> spawnHeld(
      ActorContext<?> context,
      Behavior<M> behavior,
      String name,
      RestartController restartController);

  /// Ends the present life of an actor that was spawned held, after its current message: the actor
  /// receives [io.aether.actor.Signal.PreRestart], its children stop, and it waits to be released.
  /// Does nothing if the actor is already held or is stopping.
  void hold(ActorRef<?> child);

  /// Begins a new life of an actor for which [RestartController#held] has been called.
  void release(ActorRef<?> child);

  /// Lets the children of the actor that owns `context` stop one after the other, the last one
  /// spawned first, when the actor stops or restarts; see [RestartController#patience]. Called by
  /// that actor only.
  void stopChildrenInReverse(ActorContext<?> context);

  /// {@return the ownership that the actor of `context` was spawned with}
  Ownership ownership(ActorContext<?> context);

  /// Assigns a local ref a number under which [#exported] finds it until its actor stops (for an
  /// ask: until it is answered; for a message adapter: until it is withdrawn, if that is earlier).
  /// A ref keeps its number, and a number is never used again.
  ///
  /// @throws IllegalArgumentException if the ref is not a local ref of this system
  long export(ActorRef<?> ref);

  /// Withdraws a message adapter from other nodes: [#exported] no longer finds it, not even if it
  /// is exported again, and messages that other nodes send to it become dead letters. Messages from
  /// this node are translated as before. For an actor that creates an adapter for each of many
  /// requests; otherwise all of them would be kept until it stops. Called by the actor that owns
  /// `context` only. Idempotent.
  ///
  /// @param adapter was returned by [ActorContext#messageAdapter] of that actor
  /// @throws IllegalArgumentException if `adapter` is not a message adapter of that actor
  void withdraw(ActorContext<?> context, ActorRef<?> adapter);

  /// {@return the ref that was exported under `id`, if it is still alive}
  Optional<ActorRef<?>> exported(long id);

  /// Sends `recipient` a message of a third party, and never throws. If the recipient has no room
  /// and its mailbox would throw an exception to the sender, the message becomes a dead letter
  /// ([DeadLetter.Reason#OVERFLOW]). If application code throws on the delivery path, as an
  /// [io.aether.actor.intercept.OutgoingInterceptor] may, the failure is logged and the message
  /// becomes a dead letter ([DeadLetter.Reason#FAILED]).
  <M> void passOn(M message, ActorRef<? super M> recipient);

  /// Forwards to `recipient` the message that the calling actor handles, or that is being sent to
  /// the calling ref, so that the recipient has to answer it. If the message is the request of an
  /// ask, the ask moves with it: the ask ends at once if the recipient fails, stops or does not
  /// handle the request, and no longer if the calling actor does. Any other message is sent as by
  /// [ActorRef#tell].
  ///
  /// Use it for messages that are forwarded to one recipient; several recipients might each answer.
  <M> void forward(M message, ActorRef<? super M> recipient);

  /// Ends an ask at once, with an [io.aether.actor.AskException.Undelivered], if `request` is its
  /// request and the calling actor is handling it now. Otherwise does nothing.
  void refuse(Object request, DeadLetter.Reason reason);

  /// Like [#passOn(Object, ActorRef)], and runs `taken` on the recipient's turn, immediately before
  /// the recipient handles the message. `taken` must neither block nor throw. It does not run if
  /// the message is lost, because the recipient stops first or an interceptor holds the message
  /// back.
  ///
  /// @return whether `taken` can run at all, which requires that the recipient is an actor of this
  ///   system or a message adapter of one, and that its mailbox has neither a bound nor an order
  <M> boolean passOn(M message, ActorRef<? super M> recipient, Runnable taken);

  /// Sends `message` to an actor of this system behind all messages that wait in its mailbox now,
  /// independent of the order of the mailbox, and even if the mailbox is full.
  ///
  /// @throws IllegalArgumentException if `actor` is not an actor of this system
  void sendLast(Object message, ActorRef<?> actor);

  /// {@return the approximate number of messages that wait in the mailbox of `actor`, including the
  /// one that it is handling; at most `limit`, and -1 if `actor` is not an actor of this system}
  int queued(ActorRef<?> actor, int limit);

  /// Runs `task`, which may call code of the application, on a thread of its own, with the context
  /// class loader of the system; see [Environment#fork].
  void fork(String name, Runnable task);

  /// Reports a message that reached no behavior. If the message is the request of an ask that the
  /// calling actor is handling or that is being sent, and no recipient is left that may answer it,
  /// the ask ends at once.
  void deadLetter(Object message, ActorPath recipient, DeadLetter.Reason reason);
}

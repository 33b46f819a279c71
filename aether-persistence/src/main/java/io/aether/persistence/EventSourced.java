package io.aether.persistence;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.annotation.Experimental;
import java.util.List;

/// The rules of an event-sourced actor: the effect of each command, and of each event on the state.
///
/// Both are functions of their arguments: [#onCommand] decides, [#onEvent] evolves the state, and
/// neither has side effects. So they can be tested without a system, and recovery calls only
/// `onEvent`.
///
/// ```java
/// record Counter() implements EventSourced<Command, Increased, Long> {
///   public Long initialState() { return 0L; }
///
///   public Effect<Increased, Long> onCommand(Long sum, Command command) {
///     return switch (command) {
///       case Increase(long by, var replyTo) -> persist(new Increased(by))
///           .thenReply(replyTo, s -> s);
///       case Read(var replyTo) -> reply(replyTo, sum);
///     };
///   }
///
///   public Long onEvent(Long sum, Increased event) { return sum + event.by(); }
/// }
/// ```
///
/// @param <C> commands; an [IdempotentCommand] is applied at most once
/// @param <E> events; stored permanently under a name of [StoredTypes]
/// @param <S> state; immutable
@Experimental
public interface EventSourced<C, E, S> {

  /// {@return the state of an entity without events}
  S initialState();

  /// Decides on one command. Called by the actor, after its recovery.
  ///
  /// @throws Exception any failure: nothing is stored, and the actor's supervision decides
  Effect<E, S> onCommand(S state, C command) throws Exception;

  /// {@return the state after `event`}
  ///
  /// Accepts every event ever stored. Called for a new event before it is stored: if this method
  /// throws, the event is not stored.
  S onEvent(S state, E event);

  /// Answers a command that was applied before, usually with the same reply. The effect has no
  /// events. The default leaves the command unhandled: it becomes a dead letter.
  ///
  /// @param state the present state, which later commands may have changed
  /// @throws Exception any failure, as in [#onCommand]
  default Effect<E, S> onRepeated(S state, C command) throws Exception {
    return unhandled();
  }

  // ---- Effects: methods of the rules, so that their type arguments are inferred ----

  /// Stores one event.
  default Effect<E, S> persist(E event) {
    return persistAll(List.of(event));
  }

  /// Stores the events, together or not at all. Without any it is [#none()].
  default Effect<E, S> persistAll(List<? extends E> events) {
    return Effect.persist(events);
  }

  /// Stores nothing.
  default Effect<E, S> none() {
    return persistAll(List.of());
  }

  /// Stores nothing and sends `reply`.
  default <R> Effect<E, S> reply(ActorRef<R> replyTo, R reply) {
    return none().thenReply(replyTo, _ -> reply);
  }

  /// Stores nothing and reports the command as a dead letter.
  default Effect<E, S> unhandled() {
    return Effect.ofUnhandled();
  }

  /// Stores nothing and stops the actor.
  default Effect<E, S> stop() {
    return none().thenStop();
  }

  /// An actor that follows `rules` and keeps its events under `id`.
  ///
  /// It recovers before its first command, and again at each restart. Storing blocks this actor
  /// only. Its failures, for supervision:
  ///
  /// - [EventRejectedException], and exceptions of the rules: nothing was stored, and the state is
  ///   unchanged; every strategy is suitable.
  /// - [VersionConflictException], [UnknownOutcomeException]: the state may differ from the
  ///   journal. The actor does not continue with it: under `resume` it fails again with every
  ///   message. Restart with a backoff recovers it.
  /// - [RecoveryException], [io.aether.persistence.spi.JournalException]: the recovery failed.
  ///   Restart with a backoff tries again.
  static <C, E, S> Behavior<C> behavior(
      PersistenceId id, EventSourced<C, E, S> rules, Persistence persistence) {
    return Behaviors.setup(
        context -> EventSourcedBehavior.recover(context, id, rules, persistence));
  }
}

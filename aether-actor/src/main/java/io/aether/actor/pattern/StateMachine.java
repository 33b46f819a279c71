package io.aether.actor.pattern;

import io.aether.actor.ActorContext;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Signal;
import io.aether.actor.annotation.Stable;
import java.time.Duration;
import java.util.Optional;

/// An actor as a state machine. The handling of a message depends on the state, a value of a sealed
/// type, and returns a [Step]. A machine may be a lambda; a class can also define timeouts and
/// entry actions.
///
/// If states differ only in the messages they accept, plain behaviors that return each other are
/// simpler. Use a state machine for timeouts, entry actions, or messages that may arrive too early.
///
/// All methods are called on the actor's turn. After a restart the machine begins in its first
/// state, and postponed messages are handled before all others.
///
/// @param <S> the states, preferably a sealed interface of records
/// @param <M> the messages
@Stable
@FunctionalInterface
public interface StateMachine<S, M> {

  /// Handles a message in a state.
  ///
  /// @throws Exception any failure, as in [Behavior#onMessage]
  Step<S> onMessage(ActorContext<M> context, S state, M message) throws Exception;

  /// Called when a state is entered, including the first one. It may go to another state at once,
  /// through any number of states. If it fails and the actor resumes, the state counts as entered.
  default Step<S> onEnter(ActorContext<M> context, S state) throws Exception {
    return Step.stay();
  }

  /// {@return the message to send to the actor after it has been in `state` for the given time}
  ///
  /// Called once whenever a state is entered. The timeout ends with the state; its message is then
  /// not handled, even if it is already in the mailbox.
  default Optional<StateTimeout<M>> timeout(S state) {
    return Optional.empty();
  }

  /// Called at each change of state, before the new state is entered. If it fails and the actor
  /// resumes, the state has not changed.
  default void onTransition(ActorContext<M> context, S from, S to) throws Exception {}

  /// Handles a signal in a state; see [Behavior#onSignal].
  default Step<S> onSignal(ActorContext<M> context, S state, Signal signal) throws Exception {
    return Step.unhandled();
  }

  /// The timeout of a state: the message that the actor gets after `after`.
  record StateTimeout<M>(M message, Duration after) {
    public StateTimeout {
      Arguments.notNegative(after, "the time of a StateTimeout");
      Arguments.required(message, "the message of a StateTimeout");
    }
  }

  /// {@return the behavior of `machine`, which begins in the state `first`}
  static <S, M> Behavior<M> create(S first, StateMachine<S, M> machine) {
    return create(first, Integer.MAX_VALUE, machine);
  }

  /// {@return the behavior of `machine`, which begins in the state `first` and fails with a
  /// [io.aether.actor.StashBuffer.FullException] when more than `postponed` messages are postponed}
  ///
  /// @throws IllegalArgumentException if `postponed` is less than 1
  static <S, M> Behavior<M> create(S first, int postponed, StateMachine<S, M> machine) {
    Arguments.required(first, "the first state of a machine");
    Arguments.atLeast(1, postponed, "the number of messages that a machine can postpone");
    Arguments.required(machine, "the machine");
    return Behaviors.withStash(
        postponed,
        stash ->
            Behaviors.setup(
                context -> new StateMachineBehavior<>(machine, stash, first).start(context)));
  }
}

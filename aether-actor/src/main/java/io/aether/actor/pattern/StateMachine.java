package io.aether.actor.pattern;

import io.aether.actor.ActorContext;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Signal;
import java.time.Duration;
import java.util.Optional;

/// An actor as a state machine: what to do depends on a state, which is a value of a sealed type,
/// and the answer to a message is a [Step]. A lambda will do; a class can say more about its
/// states.
///
/// Where states differ only in what they accept, plain behaviors that become each other are
/// simpler. This is for machines with timeouts, entry actions, or messages that come too early.
///
/// Everything is called on the actor's turn. After a restart the machine begins in its first state,
/// and what was postponed comes before other mail.
///
/// @param <S> the states, best a sealed interface of records
/// @param <M> the messages
@FunctionalInterface
public interface StateMachine<S, M> {

  /// Handles a message in a state.
  ///
  /// @throws Exception any failure, as in [Behavior#onMessage]
  Step<S> onMessage(ActorContext<M> context, S state, M message) throws Exception;

  /// Called when a state is entered, the first one included. It may go on to another state at once,
  /// through any number of states. If it fails and the actor resumes, the state has been entered.
  default Step<S> onEnter(ActorContext<M> context, S state) throws Exception {
    return Step.stay();
  }

  /// {@return what is sent to the actor when it has been in `state` for so long}
  ///
  /// Asked once whenever a state is entered. The timeout ends with the state, and is then never
  /// heard of, even if it is in the mailbox already.
  default Optional<StateTimeout<M>> timeout(S state) {
    return Optional.empty();
  }

  /// Hears of each change of state, before the new one is entered. If it fails and the actor
  /// resumes, the state has not changed.
  default void onTransition(ActorContext<M> context, S from, S to) throws Exception {}

  /// Handles a signal in a state; see [Behavior#onSignal].
  default Step<S> onSignal(ActorContext<M> context, S state, Signal signal) throws Exception {
    return Step.unhandled();
  }

  /// What a state sends its actor when it lasts too long.
  record StateTimeout<M>(Duration after, M message) {
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

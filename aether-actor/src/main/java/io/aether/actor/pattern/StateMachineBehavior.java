package io.aether.actor.pattern;

import io.aether.actor.ActorContext;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Signal;
import io.aether.actor.StashBuffer;
import io.aether.actor.spi.SafeText;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Runs a [StateMachine].
final class StateMachineBehavior<S, M> implements Behavior<M> {

  /// The key of the timer for the timeout of the present state.
  private static final Object TIMEOUT = StateMachine.StateTimeout.class;

  private final StateMachine<S, M> machine;
  private final StashBuffer<M> postponed;
  private S state;

  StateMachineBehavior(StateMachine<S, M> machine, StashBuffer<M> postponed, S first) {
    this.machine = machine;
    this.postponed = postponed;
    this.state = first;
  }

  Behavior<M> start(ActorContext<M> context) throws Exception {
    begin(context, timeout(state));
    return enter(context);
  }

  @Override
  public Behavior<M> onMessage(ActorContext<M> context, M message) throws Exception {
    return take(context, machine.onMessage(context, state, message), message);
  }

  @Override
  public Behavior<M> onSignal(ActorContext<M> context, Signal signal) throws Exception {
    return take(context, machine.onSignal(context, state, signal), null);
  }

  private Behavior<M> take(ActorContext<M> context, @Nullable Step<S> step, @Nullable M message)
      throws Exception {
    return switch (step) {
      case null ->
          throw new NullPointerException(
              "%s: a state machine must return a Step, but returned null in state %s"
                  .formatted(context.self().path(), state));
      case Step.GoTo<S>(var next) -> {
        goTo(context, next);
        yield enter(context);
      }
      case Step.Update<S>(var data) -> {
        state = data;
        yield this;
      }
      case Step.Stay<S> _ -> this;
      case Step.Postpone<S> _ -> {
        if (message == null) {
          throw new IllegalStateException(
              context.self().path()
                  + " postpones what is no message, in state "
                  + SafeText.of(state));
        }
        postponed.stash(message);
        yield this;
      }
      case Step.Unhandled<S> _ -> Behaviors.unhandled();
      case Step.Stop<S> _ -> Behaviors.stopped();
    };
  }

  /// Runs the entry action of the present state, and of the states that it goes to, in a loop, so
  /// that a chain of states of any length needs no stack.
  private Behavior<M> enter(ActorContext<M> context) throws Exception {
    while (true) {
      Step<S> step = machine.onEnter(context, state);
      if (!(step instanceof Step.GoTo<S>(var next))) {
        Behavior<M> then = take(context, step, null);
        return then == Behaviors.<M>stopped() ? then : this;
      }
      goTo(context, next);
    }
  }

  private Optional<StateMachine.StateTimeout<M>> timeout(S of) {
    return Arguments.required(machine.timeout(of), "the timeout of a state, which may be empty,");
  }

  /// The calls that may fail come first: if one fails and the actor resumes, the machine is still
  /// in the old state. The change to the new state is complete before `onEnter` is called, which
  /// may fail as well.
  private void goTo(ActorContext<M> context, S next) throws Exception {
    var timeout = timeout(next);
    machine.onTransition(context, state, next);
    state = next;
    begin(context, timeout);
    postponed.unstashAll(this);
  }

  private void begin(
      ActorContext<M> context, Optional<StateMachine.StateTimeout<M>> timeoutOfState) {
    context.timers().cancel(TIMEOUT);
    timeoutOfState.ifPresent(it -> context.timers().startSingle(TIMEOUT, it.message(), it.after()));
  }

  @Override
  public String toString() {
    return "StateMachine[" + SafeText.of(state) + "]";
  }
}

package io.aether.actor.pattern;

import io.aether.actor.ActorContext;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Signal;
import io.aether.actor.StashBuffer;
import org.jspecify.annotations.Nullable;

/// Takes the steps of a [StateMachine].
final class StateMachineBehavior<S, M> implements Behavior<M> {

  /// The key of the timer of the present state.
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
    Behavior<M> next = take(context, enter(context), null);
    return next == Behaviors.<M>same() || next == Behaviors.<M>unhandled() ? this : next;
  }

  @Override
  public Behavior<M> onMessage(ActorContext<M> context, M message) throws Exception {
    return take(context, machine.onMessage(context, state, message), message);
  }

  @Override
  public Behavior<M> onSignal(ActorContext<M> context, Signal signal) throws Exception {
    return take(context, machine.onSignal(context, state, signal), null);
  }

  private Behavior<M> take(ActorContext<M> context, Step<S> step, @Nullable M message)
      throws Exception {
    return switch (step) {
      case Step.GoTo<S>(var next) -> {
        goTo(context, next);
        Behavior<M> then = take(context, enter(context), null);
        yield then == Behaviors.<M>stopped() ? then : postponed.unstashAll(this);
      }
      case Step.Update<S>(var data) -> {
        state = data;
        yield this;
      }
      case Step.Stay<S> _ -> this;
      case Step.Postpone<S> _ -> {
        if (message == null) {
          throw new IllegalStateException(
              context.self().path() + " postpones what is no message, in state " + state);
        }
        postponed.stash(message);
        yield this;
      }
      case Step.Unhandled<S> _ -> Behaviors.unhandled();
      case Step.Stop<S> _ -> Behaviors.stopped();
    };
  }

  private void goTo(ActorContext<M> context, S next) throws Exception {
    context.timers().cancel(TIMEOUT);
    S before = state;
    state = next;
    machine.onTransition(context, before, next);
  }

  private Step<S> enter(ActorContext<M> context) throws Exception {
    machine
        .timeout(state)
        .ifPresent(it -> context.timers().startSingle(TIMEOUT, it.message(), it.after()));
    return machine.onEnter(context, state);
  }

  @Override
  public String toString() {
    return "StateMachine[" + state + "]";
  }
}

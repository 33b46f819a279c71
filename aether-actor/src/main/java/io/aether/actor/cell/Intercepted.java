package io.aether.actor.cell;

import io.aether.actor.ActorContext;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Signal;
import io.aether.actor.intercept.Interceptor;

/// A behavior with an interceptor around it, and around whatever it becomes.
///
/// Directives are for the cell and pass through: their contents are what is intercepted. So
/// supervision and interception nest in either order.
record Intercepted<M>(Interceptor<M> interceptor, Behavior<M> behavior) implements Behavior<M> {

  /// {@return an initial behavior, around whose start the interceptor stands as well}
  static <M> Behavior<M> create(Interceptor<M> interceptor, Behavior<M> behavior) {
    return switch (Directive.requireInitial(behavior)) {
      case Directive.Supervised<M>(var inner, var decider) ->
          new Directive.Supervised<>(create(interceptor, inner), decider);
      default -> new Directive.Deferred<>(new Start<>(interceptor, behavior));
    };
  }

  /// Creates the behavior, and puts the interceptor around it.
  record Start<M>(Interceptor<M> interceptor, Behavior<M> behavior) implements Behaviors.Setup<M> {

    @Override
    public Behavior<M> create(ActorContext<M> context) throws Exception {
      return around(interceptor, interceptor.aroundStart(context, this::createBehavior));
    }

    private Behavior<M> createBehavior(ActorContext<M> context) throws Exception {
      Behavior<M> created = behavior;
      while (created instanceof Directive.Deferred<M>(var factory)) {
        created = factory.create(context);
      }
      return created;
    }
  }

  @Override
  public Behavior<M> onMessage(ActorContext<M> context, M message) throws Exception {
    return next(interceptor.aroundMessage(context, message, behavior::onMessage));
  }

  @Override
  public Behavior<M> onSignal(ActorContext<M> context, Signal signal) throws Exception {
    return next(interceptor.aroundSignal(context, signal, behavior::onSignal));
  }

  private Behavior<M> next(Behavior<M> next) {
    return next == behavior ? this : around(interceptor, next);
  }

  private static <M> Behavior<M> around(Interceptor<M> interceptor, Behavior<M> next) {
    return switch (next) {
      case null -> next; // the cell complains
      case Directive.Same<M> _,
          Directive.Unhandled<M> _,
          Directive.Stopped<M> _,
          Directive.Ending<M> _ ->
          next;
      case Directive.Supervised<M>(var inner, var decider) ->
          new Directive.Supervised<>(around(interceptor, inner), decider);
      case Directive.Deferred<M>(Start<M>(var its, var inner)) when its.equals(interceptor) ->
          around(interceptor, inner);
      case Directive.Deferred<M>(var factory) ->
          new Directive.Deferred<>(context -> around(interceptor, factory.create(context)));
      default -> has(interceptor, next) ? next : new Intercepted<>(interceptor, next);
    };
  }

  private static boolean has(Interceptor<?> interceptor, Behavior<?> behavior) {
    Behavior<?> each = behavior;
    while (each instanceof Intercepted<?>(var its, var inner)) {
      if (its.equals(interceptor)) {
        return true;
      }
      each = inner;
    }
    return false;
  }
}

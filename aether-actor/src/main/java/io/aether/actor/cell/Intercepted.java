package io.aether.actor.cell;

import io.aether.actor.ActorContext;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Signal;
import io.aether.actor.intercept.Interceptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A behavior with an interceptor around it, and around each behavior that it becomes.
///
/// Directives are for the cell and pass through: their contents are intercepted instead. So
/// supervision and interception nest in either order.
///
/// A behavior that becomes one with the same interceptors must not accumulate them with every
/// message. So an equal interceptor is not added, and of two translations of the same message type
/// the newer one replaces the older one.
record Intercepted<M>(Interceptor<M> interceptor, Behavior<M> behavior) implements Behavior<M> {

  private static final Logger LOG = LoggerFactory.getLogger(Intercepted.class);

  /// This number of interceptors causes a warning, because each message passes through all of them.
  private static final int MANY = 100;

  /// {@return an initial behavior, whose start is intercepted as well}
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
      return around(
          interceptor,
          interceptor.aroundStart(context, this::createBehavior),
          /* passing= */ false);
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
    return next(
        interceptor.aroundMessage(
            context, message, (within, passed) -> pass(within, message, passed)));
  }

  private Behavior<M> pass(ActorContext<M> context, M message, M passed) throws Exception {
    if (passed != message && context instanceof ActorCell<?> cell) {
      Requests.replaced(cell, message, passed); // the ask follows the message if it is put aside
    }
    return behavior.onMessage(context, passed);
  }

  @Override
  public Behavior<M> onSignal(ActorContext<M> context, Signal signal) throws Exception {
    return next(interceptor.aroundSignal(context, signal, behavior::onSignal));
  }

  private Behavior<M> next(Behavior<M> next) {
    return next == behavior ? this : around(interceptor, next, /* passing= */ true);
  }

  /// @param passing whether a running behavior becomes `next`; false if `next` is created initially
  private static <M> Behavior<M> around(
      Interceptor<M> interceptor, Behavior<M> next, boolean passing) {
    return switch (next) {
      case null -> next; // the cell throws
      case Directive.Same<M> _,
          Directive.Unhandled<M> _,
          Directive.Stopped<M> _,
          Directive.Ending<M> _ ->
          next;
      case Directive.Supervised<M>(var inner, var decider) ->
          new Directive.Supervised<>(around(interceptor, inner, passing), decider);
      case Directive.Deferred<M>(Start<M>(var its, var inner))
          when replaces(its, interceptor, passing) ->
          around(its, inner, passing);
      case Directive.Deferred<M>(var factory) ->
          new Directive.Deferred<>(
              context -> around(interceptor, factory.create(context), passing));
      default -> aroundCreated(interceptor, next, passing);
    };
  }

  private static <M> Behavior<M> aroundCreated(
      Interceptor<M> interceptor, Behavior<M> next, boolean passing) {
    int depth = 0;
    for (Behavior<M> each = next;
        each instanceof Intercepted<M>(var its, var inner);
        each = inner, depth++) {
      if (its.equals(interceptor)) {
        return next;
      }
      if (replaces(its, interceptor, passing)) {
        return depth == 0 ? next : new Intercepted<>(its, without(its, next));
      }
    }
    if (depth + 1 == MANY) {
      LOG.warn(
          "{} interceptors surround one behavior, the outermost is a {}; if each message adds one,"
              + " give the class an equals() by which a new one equals the one there is, best by"
              + " making it a record",
          MANY,
          interceptor.getClass().getName());
    }
    return new Intercepted<>(interceptor, next);
  }

  /// {@return whether `newer` makes `older` unnecessary: `older` is equal to it, or both translate
  /// the same message type and a running behavior becomes the one that contains `newer`}
  private static boolean replaces(Interceptor<?> newer, Interceptor<?> older, boolean passing) {
    return newer.equals(older)
        || (passing
            && newer instanceof Interceptors.Translating<?>(var type, var _)
            && older instanceof Interceptors.Translating<?>(var olderType, var _)
            && type == olderType);
  }

  /// {@return `behavior` without `interceptor`, which surrounds it}
  private static <M> Behavior<M> without(Interceptor<M> interceptor, Behavior<M> behavior) {
    return behavior instanceof Intercepted<M>(var its, var inner)
        ? its == interceptor ? inner : new Intercepted<>(its, without(interceptor, inner))
        : behavior;
  }
}

package io.aether.actor;

import java.util.function.Function;

/// A behavior that instructs the cell instead of handling messages.
sealed interface Directive<M> extends Behavior<M> {

  /// See [Behaviors#same()].
  record Same<M>() implements Directive<M> {
    private static final Same<?> INSTANCE = new Same<>();
  }

  /// See [Behaviors#unhandled()].
  record Unhandled<M>() implements Directive<M> {
    private static final Unhandled<?> INSTANCE = new Unhandled<>();
  }

  /// See [Behaviors#stopped()].
  record Stopped<M>() implements Directive<M> {
    private static final Stopped<?> INSTANCE = new Stopped<>();
  }

  /// A behavior that does not exist yet; created when the actor starts, restarts or becomes it.
  record Deferred<M>(Behaviors.Setup<M> factory) implements Directive<M> {}

  /// A behavior together with the decision about its failures.
  record Supervised<M>(
      Behavior<M> behavior, Function<? super Exception, ? extends SupervisorStrategy> decider)
      implements Directive<M> {}

  // The three are shared by all actors: they never touch a message, so the type argument is a
  // formality.

  @SuppressWarnings("unchecked")
  static <M> Behavior<M> same() {
    return (Behavior<M>) Same.INSTANCE;
  }

  @SuppressWarnings("unchecked")
  static <M> Behavior<M> unhandled() {
    return (Behavior<M>) Unhandled.INSTANCE;
  }

  @SuppressWarnings("unchecked")
  static <M> Behavior<M> stopped() {
    return (Behavior<M>) Stopped.INSTANCE;
  }

  @Override
  default Behavior<M> onMessage(ActorContext<M> context, M message) {
    throw new IllegalStateException(this + " instructs the actor; it cannot handle a message");
  }
}

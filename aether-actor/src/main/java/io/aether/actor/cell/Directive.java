package io.aether.actor.cell;

import io.aether.actor.ActorContext;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.StopReason;
import io.aether.actor.SupervisorStrategy;
import io.aether.actor.spi.SafeText;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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

  /// See [Behaviors#stopped()] and [Behaviors#stopped(Runnable)].
  record Stopped<M>(@Nullable Runnable effect) implements Directive<M> {
    private static final Stopped<?> INSTANCE = new Stopped<>(null);
  }

  /// The behavior of an actor while it stops and after it has stopped.
  ///
  /// @param last receives the signal of the end; it is released afterwards
  /// @param effect runs after that signal
  record Ending<M>(@Nullable Behavior<M> last, StopReason reason, @Nullable Runnable effect)
      implements Directive<M> {
    private static final List<Ending<?>> OVER =
        Arrays.stream(StopReason.values())
            .<Ending<?>>map(reason -> new Ending<>(null, reason, null))
            .toList();
  }

  /// A behavior that is created when the actor starts, restarts or becomes it.
  record Deferred<M>(Behaviors.Setup<M> factory) implements Directive<M> {
    public Deferred {
      Objects.requireNonNull(factory, "factory");
    }
  }

  /// A behavior together with the decision about its failures.
  record Supervised<M>(
      Behavior<M> behavior, Function<? super Exception, ? extends SupervisorStrategy> decider)
      implements Directive<M> {
    public Supervised {
      requireInitial(behavior);
      Objects.requireNonNull(decider, "decider");
    }
  }

  // These are shared by all actors. They never handle a message, so the type argument is unused.

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

  @SuppressWarnings("unchecked")
  static <M> Behavior<M> over(StopReason reason) {
    return (Behavior<M>) Ending.OVER.get(reason.ordinal());
  }

  /// {@return `behavior`, if an actor can start with it}
  static <M> Behavior<M> requireInitial(Behavior<M> behavior) {
    if (behavior == Same.INSTANCE || behavior == Unhandled.INSTANCE) {
      throw new IllegalArgumentException(
          "Behaviors.same() and unhandled() keep the current behavior, so no actor can start as"
              + " them and they cannot be supervised; start with a behavior that handles messages");
    }
    return Objects.requireNonNull(behavior, "behavior");
  }

  @Override
  default Behavior<M> onMessage(ActorContext<M> context, M message) {
    throw new IllegalStateException(
        SafeText.of(this) + " instructs the actor; it cannot handle a message");
  }
}

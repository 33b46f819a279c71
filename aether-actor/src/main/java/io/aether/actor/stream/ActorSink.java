package io.aether.actor.stream;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Signal;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The end of a stream at an actor: a [java.util.concurrent.Flow.Subscriber] that sends it each
/// element as a message, and requests no more than it acknowledges.
///
/// ```java
/// lines.subscribe(
///     ActorSink.create(context::spawn, target, 16, Line::new, new Done(), Broken::new));
/// ```
///
/// A target that stops cancels the stream; elements on their way become dead letters. Thread-safe;
/// one sink serves one stream.
///
/// @param <T> the elements
public final class ActorSink<T> implements Flow.Subscriber<T> {

  /// Tells the sink that one element has been handled.
  public record Ack() implements Command {}

  sealed interface Command {}

  private record Subscribed(Flow.Subscription subscription) implements Command {}

  private record Next(Object element) implements Command {}

  private record Failed(Throwable cause) implements Command {}

  private record Completed() implements Command {}

  private final ActorRef<Command> actor;

  // Guarded by this; written and read by any thread.
  private Flow.@Nullable Subscription subscription;
  private boolean ended;

  private ActorSink(Spawner where, Behavior<Command> behavior) {
    actor = where.spawn(behavior);
    EndListener.listen(actor, this::onEnd);
  }

  /// Starts a sink.
  ///
  /// @param where starts its actor, `context::spawn` or `system::spawn`
  /// @param window how many elements the target may have and not have acknowledged
  /// @param onNext makes the message from an element and the ref to send an [Ack] to
  /// @param onComplete the message at the end of the stream
  /// @param onError makes the message from the stream's error
  /// @param <M> the messages of the target
  public static <T, M> ActorSink<T> create(
      Spawner where,
      ActorRef<M> target,
      int window,
      BiFunction<? super T, ActorRef<Ack>, ? extends M> onNext,
      M onComplete,
      Function<? super Throwable, ? extends M> onError) {
    if (window < 1) {
      throw new IllegalArgumentException("A window is at least 1, but was: " + window);
    }
    Behavior<Command> behavior =
        Behaviors.setup(
            context -> new Handing<T, M>(context, target, window, onNext, onComplete, onError));
    return new ActorSink<>(where, behavior);
  }

  // ---- Any thread ----

  @Override
  public void onSubscribe(Flow.Subscription newSubscription) {
    Objects.requireNonNull(newSubscription, "subscription");
    boolean refused;
    synchronized (this) {
      refused = subscription != null || ended;
      if (!refused) {
        subscription = newSubscription;
      }
    }
    if (refused) {
      newSubscription.cancel();
    } else {
      actor.tell(new Subscribed(newSubscription));
    }
  }

  @Override
  public void onNext(T element) {
    actor.tell(new Next(Objects.requireNonNull(element, "element")));
  }

  @Override
  public void onError(Throwable cause) {
    actor.tell(new Failed(Objects.requireNonNull(cause, "cause")));
  }

  @Override
  public void onComplete() {
    actor.tell(new Completed());
  }

  /// Only now does the actor request no more: calls to a subscription must not overlap.
  private void onEnd() {
    Flow.Subscription from;
    synchronized (this) {
      ended = true;
      from = subscription;
    }
    if (from != null) {
      from.cancel(); // of no effect if the stream has ended
    }
  }

  // ---- The actor ----

  private static final class Handing<T, M> implements Behavior<Command> {

    private final ActorRef<M> target;
    private final int window;
    private final BiFunction<? super T, ActorRef<Ack>, ? extends M> onNext;
    private final M onComplete;
    private final Function<? super Throwable, ? extends M> onError;
    private final ActorRef<Ack> acks;
    private Flow.@Nullable Subscription subscription;
    private long unacknowledged;
    private boolean over;

    Handing(
        ActorContext<Command> context,
        ActorRef<M> target,
        int window,
        BiFunction<? super T, ActorRef<Ack>, ? extends M> onNext,
        M onComplete,
        Function<? super Throwable, ? extends M> onError) {
      this.target = target;
      this.window = window;
      this.onNext = onNext;
      this.onComplete = onComplete;
      this.onError = onError;
      this.acks = context.messageAdapter(ack -> ack);
      context.watch(target);
    }

    @Override
    public Behavior<Command> onMessage(ActorContext<Command> context, Command command) {
      switch (command) {
        case Subscribed(var newSubscription) -> {
          subscription = newSubscription;
          newSubscription.request(window);
        }
        case Next(var element) -> {
          unacknowledged++;
          @SuppressWarnings("unchecked") // what onNext was given
          T typed = (T) element;
          target.tell(onNext.apply(typed, acks));
        }
        case Ack() -> {
          if (unacknowledged == 0 || subscription == null) {
            return Behaviors.unhandled();
          }
          unacknowledged--;
          if (!over) {
            subscription.request(1);
          }
        }
        case Failed(var cause) -> {
          over = true;
          target.tell(onError.apply(cause));
        }
        case Completed() -> {
          over = true;
          target.tell(onComplete);
        }
      }
      return over && unacknowledged == 0 ? Behaviors.stopped() : Behaviors.same();
    }

    @Override
    public Behavior<Command> onSignal(ActorContext<Command> context, Signal signal) {
      return signal instanceof Signal.Terminated ? Behaviors.stopped() : Behaviors.same();
    }
  }
}

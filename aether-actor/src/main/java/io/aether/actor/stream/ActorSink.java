package io.aether.actor.stream;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorPath;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.actor.Signal;
import io.aether.actor.annotation.Stable;
import io.aether.actor.spi.AbstractRef;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The end of a stream at an actor: a [java.util.concurrent.Flow.Subscriber] that sends each
/// element to the actor as a message, and requests further elements as the actor acknowledges them.
///
/// ```java
/// lines.subscribe(
///     ActorSink.create(context::spawn, target, 16, Line::new, new Done(), Broken::new));
/// ```
///
/// Unless it has stopped, the target always gets one message about the end of the stream:
/// `onComplete`, or the message of `onError`. It also gets the message of `onError` if the actor of
/// this sink stops before the end of the stream, because its owner stops or because a function
/// given to [#create] or `target.tell` throws. In these cases, and if the target stops, the
/// subscription is cancelled, and elements in flight become dead letters. A target that cannot be
/// watched (a sharded entity, a router) is served like any other, but its end is not noticed.
///
/// The actor of this sink stops when the target has acknowledged all elements after the end of the
/// stream; watch [#ref], or use [#completion], to notice. Thread-safe; one sink serves one stream.
///
/// @param <T> the elements
@Stable
public final class ActorSink<T> implements Flow.Subscriber<T> {

  /// Tells the sink that one element has been handled.
  public record Ack() implements Command {}

  sealed interface Command {}

  private record Subscribed(Flow.Subscription subscription) implements Command {}

  private record Next(Object element) implements Command {}

  private record Failed(Throwable cause) implements Command {}

  private record Completed() implements Command {}

  private final ActorRef<Command> actor;
  private final CompletableFuture<Void> completion = new CompletableFuture<>();

  // Guarded by this; written and read by any thread.
  private Flow.@Nullable Subscription subscription;
  private @Nullable Target<?> target;
  private boolean ended;

  private <M> ActorSink(Spawner where, Target<M> target, int window) {
    this.target = target;
    actor =
        StreamActors.spawn(
            where, Behaviors.setup(context -> new Handing<>(context, target, window)));
    EndListener.listen(actor, this::onEnd);
  }

  /// Starts a sink.
  ///
  /// @param where starts the actor of the sink: `context::spawn` or `system::spawn`
  /// @param window how many elements may be sent to the target and not acknowledged
  /// @param onNext creates the message from an element and the ref to send an [Ack] to
  /// @param onComplete the message at the end of the stream
  /// @param onError creates the message from the error of the stream
  /// @param <M> the messages of the target
  /// @throws IllegalArgumentException if the window is less than 1
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
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(onNext, "onNext");
    Objects.requireNonNull(onComplete, "onComplete");
    Objects.requireNonNull(onError, "onError");
    @SuppressWarnings("unchecked") // it is called with the elements of this sink
    var onElement = (BiFunction<Object, ActorRef<Ack>, ? extends M>) (BiFunction<?, ?, ?>) onNext;
    return new ActorSink<>(where, new Target<>(target, onElement, onComplete, onError), window);
  }

  /// {@return the actor that this sink runs on} It stops when the stream has ended, and can be
  /// watched.
  public ActorRef<?> ref() {
    return actor;
  }

  /// {@return a future that completes at the end of the stream} It completes when the actor of this
  /// sink has stopped: normally if `onComplete` was sent to the target, else exceptionally, with
  /// the error of the stream, or with an [IllegalStateException] that says which actor has stopped
  /// too early. Completing or cancelling the returned future has no effect on the stream. Callbacks
  /// of the future run on the thread that ends the sink and must not block.
  public CompletableFuture<Void> completion() {
    return completion.copy();
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

  /// Cancels the subscription only now, when the actor has stopped and requests no more elements,
  /// because calls to a subscription must not overlap.
  private void onEnd() {
    Flow.Subscription from;
    Target<?> to;
    synchronized (this) {
      ended = true;
      from = subscription;
      subscription = null;
      to = target;
      target = null;
    }
    try {
      if (from != null) {
        from.cancel(); // has no effect if the stream has ended
      }
    } finally {
      if (to != null) {
        to.end(actor.path(), completion);
      }
    }
  }

  // ---- The actor ----

  /// The target, and the causes of its end and of the end of the stream.
  private static final class Target<M> {

    private static final Logger LOG = LoggerFactory.getLogger(ActorSink.class);

    private final ActorRef<M> ref;
    private final BiFunction<Object, ActorRef<Ack>, ? extends M> onNext;
    private final M onComplete;
    private final Function<? super Throwable, ? extends M> onError;

    // Written by the sink's actor; read by it, and by the thread that ends it.
    private volatile boolean informed;
    private volatile @Nullable Throwable failure;

    Target(
        ActorRef<M> ref,
        BiFunction<Object, ActorRef<Ack>, ? extends M> onNext,
        M onComplete,
        Function<? super Throwable, ? extends M> onError) {
      this.ref = ref;
      this.onNext = onNext;
      this.onComplete = onComplete;
      this.onError = onError;
    }

    void next(Object element, ActorRef<Ack> acks) {
      try {
        ref.tell(requireMessage(onNext.apply(element, acks), "onNext"));
      } catch (RuntimeException failed) {
        failure = failed; // the target is notified after the actor has stopped
        throw failed;
      }
    }

    void complete() {
      informed = true;
      passOn(onComplete);
    }

    void fail(Throwable cause) {
      informed = true;
      failure = cause;
      try {
        passOn(requireMessage(onError.apply(cause), "onError"));
      } catch (RuntimeException failed) {
        LOG.error("A sink could not create the message to {} from {}", ref.path(), cause, failed);
      }
    }

    void stopped(Signal.Terminated end) {
      if (!informed) {
        informed = true;
        failure =
            new IllegalStateException(
                "The target %s stopped (%s) before the stream was complete"
                    .formatted(ref.path(), end.reason()));
      }
    }

    /// The actor of the sink at `sink` has stopped.
    void end(ActorPath sink, CompletableFuture<Void> completion) {
      if (!informed) {
        Throwable known = failure;
        fail(
            known == null
                ? new IllegalStateException(
                    "The sink " + sink + " stopped before the stream was complete")
                : known);
      }
      Throwable cause = failure;
      if (cause == null) {
        completion.complete(null);
      } else {
        completion.completeExceptionally(cause);
      }
    }

    private M requireMessage(@Nullable M message, String function) {
      return Objects.requireNonNull(message, function + " of a sink returned null, not a message");
    }

    /// Sends the last message. An exception of an interceptor is logged; if the mailbox is full,
    /// the message becomes a dead letter.
    private void passOn(M message) {
      var services = AbstractRef.of(ref).system().spi();
      try {
        services.passOn(message, ref);
      } catch (RuntimeException failed) {
        services.deadLetter(message, ref.path(), DeadLetter.Reason.INTERCEPTED);
        LOG.error("A sink could not send the end of its stream to {}", ref.path(), failed);
      }
    }
  }

  private static final class Handing<M> implements Behavior<Command> {

    private final Target<M> target;
    private final int window;
    private final ActorRef<Ack> acks;
    private Flow.@Nullable Subscription subscription;
    private long unacknowledged;
    private boolean over;

    Handing(ActorContext<Command> context, Target<M> target, int window) {
      this.target = target;
      this.window = window;
      this.acks = context.messageAdapter(ack -> ack);
      StreamActors.watchIfPossible(context, target.ref);
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
          target.next(element, acks);
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
          target.fail(cause);
        }
        case Completed() -> {
          over = true;
          target.complete();
        }
      }
      return over && unacknowledged == 0 ? Behaviors.stopped() : Behaviors.same();
    }

    @Override
    public Behavior<Command> onSignal(ActorContext<Command> context, Signal signal) {
      if (!(signal instanceof Signal.Terminated end)) {
        return Behaviors.same();
      }
      target.stopped(end);
      return Behaviors.stopped();
    }
  }
}

package io.aether.actor.stream;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.actor.Signal;
import io.aether.actor.spi.AbstractRef;
import java.util.Objects;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/// A publisher for one subscriber. An actor signals the subscriber, one signal at a time:
///
///     any thread: change the state under the lock, then poke the actor
///     the actor:  while there is one, take the next signal from the state, and give it
///
///     NEW --subscribe--> SUBSCRIBED --onSubscribe--> ANNOUNCED --onComplete, onError, cancel--> over
///
/// At most one poke is in flight, and the actor stops when the stream is over and no poke is in
/// flight, so that it leaves no messages behind. A subscriber may block in its methods.
///
/// The lock is held for a few instructions, never while calling others.
abstract class Outlet<T> implements Flow.Publisher<T> {

  /// The largest number of signals in one turn of the actor.
  private static final int BATCH = 64;

  /// Left behind only if the actor is stopped from outside; its loss then has no consequence.
  private record Poke() implements DeadLetter.Suppressed {}

  private static final Poke POKE = new Poke();

  private static final Flow.Subscription NONE =
      new Flow.Subscription() {
        @Override
        public void request(long count) {}

        @Override
        public void cancel() {}
      };

  private final ActorRef<Object> actor;

  /// The exception of a method of the subscriber, if any. The actor fails with it when no poke is
  /// in flight. Written and read by the actor.
  private @Nullable Throwable thrown;

  // Guarded by this; written and read by any thread.
  private Flow.@Nullable Subscriber<? super T> subscriber; // null again when the stream is over
  private boolean taken;
  private boolean announced;
  private long demand;
  private boolean cancelled;
  private @Nullable IllegalArgumentException illegal;
  private boolean poked;
  private boolean over;

  /// The failure that ends the stream, if any. Guarded by this; set once.
  @Nullable Throwable failure;

  /// @param watched an actor to watch if it can be watched; [#watchedEnded] is called when it stops
  Outlet(Spawner where, @Nullable ActorRef<?> watched) {
    actor =
        StreamActors.spawn(
            where,
            Behaviors.setup(context -> {
              if (watched != null) {
                StreamActors.watchIfPossible(context, watched);
              }
              return Behaviors.receive(
                  (_, message) -> onMessage(message), (_, signal) -> onSignal(signal));
            }));
  }

  /// Called after construction, because the actor may stop at any moment.
  final void listen() {
    EndListener.listen(actor, this::abandoned);
  }

  // ---- For subclasses; with the lock held ----

  /// {@return the next element; null if there is none}
  abstract @Nullable T poll();

  /// {@return whether no element will follow, because of a [#failure] or because all were
  /// signalled}
  abstract boolean isDrained();

  final boolean isOver() {
    return over;
  }

  // ---- For subclasses; without the lock ----

  /// Called on the actor after each element.
  abstract void emitted();

  /// Called once, when the stream is over, before its last signal.
  ///
  /// @param cancelled whether the subscriber has ended the stream by cancelling it, and so wants
  ///   none of the elements that are left
  abstract void ended(boolean cancelled);

  /// Called on the actor with a message that is not a poke.
  abstract void take(Object message);

  /// Called on the actor when the watched actor has stopped.
  void watchedEnded(Signal.Terminated end) {}

  final ActorRef<Object> actor() {
    return actor;
  }

  /// Makes the actor check the state.
  final void poke() {
    synchronized (this) {
      if (poked || over) {
        return;
      }
      poked = true;
    }
    actor.tell(POKE);
  }

  final void deadLetter(Object element, DeadLetter.Reason reason) {
    AbstractRef.of(actor).system().spi().deadLetter(element, actor.path(), reason);
  }

  // ---- Any thread ----

  @Override
  public final void subscribe(Flow.Subscriber<? super T> newSubscriber) {
    Objects.requireNonNull(newSubscriber, "subscriber");
    boolean accepted;
    synchronized (this) {
      accepted = !taken && !over;
      if (accepted) {
        taken = true;
        subscriber = newSubscriber;
      }
    }
    if (accepted) {
      poke();
    } else {
      newSubscriber.onSubscribe(NONE);
      newSubscriber.onError(
          new IllegalStateException(
              this + " accepts one subscriber and already has one, or has ended; create another"));
    }
  }

  private final class Demand implements Flow.Subscription {

    @Override
    public void request(long count) {
      synchronized (Outlet.this) {
        if (count > 0) {
          demand = demand > Long.MAX_VALUE - count ? Long.MAX_VALUE : demand + count;
        } else if (illegal == null) {
          illegal =
              new IllegalArgumentException("A request is for at least 1, but was for: " + count);
        }
      }
      poke();
    }

    @Override
    public void cancel() {
      synchronized (Outlet.this) {
        cancelled = true;
      }
      poke();
    }
  }

  // ---- The actor ----

  private Behavior<Object> onMessage(Object message) throws Exception {
    if (message == POKE) {
      synchronized (this) {
        poked = false;
      }
    } else {
      take(message);
    }
    return goOn();
  }

  private Behavior<Object> onSignal(Signal signal) throws Exception {
    if (!(signal instanceof Signal.Terminated end)) {
      return Behaviors.same();
    }
    watchedEnded(end);
    return goOn();
  }

  private Behavior<Object> goOn() throws Exception {
    giveSignals();
    synchronized (this) {
      if (!over || poked) {
        return Behaviors.same();
      }
    }
    switch (thrown) {
      case null -> {
        return Behaviors.stopped();
      }
      case Exception failure -> throw failure;
      case Throwable failure -> throw (Error) failure;
    }
  }

  private void giveSignals() {
    for (int n = 0; n < BATCH; n++) {
      Runnable signal = next();
      if (signal == null) {
        return;
      }
      try {
        signal.run();
      } catch (Throwable failed) { // a subscriber must not throw; one that does is cancelled
        if (finish()) {
          ended(isCancelled());
        }
        thrown = failed;
        return;
      }
    }
    poke();
  }

  /// {@return the next action, to be run without the lock; null if there is none}
  synchronized @Nullable Runnable next() {
    Flow.Subscriber<? super T> to = subscriber;
    if (to == null || over) {
      return null;
    }
    if (!announced) {
      announced = true;
      return () -> to.onSubscribe(new Demand());
    }
    if (cancelled) {
      return last(/* byCancelling= */ true, () -> {});
    }
    IllegalArgumentException misuse = illegal;
    if (misuse != null) {
      return last(/* byCancelling= */ false, () -> to.onError(misuse));
    }
    T element = demand > 0 ? poll() : null;
    if (element != null) {
      if (demand != Long.MAX_VALUE) {
        demand--;
      }
      return () -> {
        to.onNext(element);
        emitted();
      };
    }
    if (isDrained()) {
      Throwable cause = failure;
      return last(
          /* byCancelling= */ false, cause == null ? to::onComplete : () -> to.onError(cause));
    }
    return null;
  }

  private Runnable last(boolean byCancelling, Runnable signal) {
    finish();
    return () -> {
      ended(byCancelling);
      signal.run();
    };
  }

  private synchronized boolean isCancelled() {
    return cancelled;
  }

  private synchronized boolean finish() {
    boolean first = !over;
    over = true;
    subscriber = null;
    return first;
  }

  /// Called when the actor has stopped, so that no other thread signals the subscriber any more.
  private void abandoned() {
    Flow.Subscriber<? super T> to;
    boolean announce;
    boolean byCancelling;
    synchronized (this) {
      if (over) {
        return;
      }
      byCancelling = cancelled;
      to = cancelled ? null : subscriber;
      finish();
      announce = !announced;
      announced = true;
    }
    ended(byCancelling);
    if (to != null) {
      if (announce) {
        to.onSubscribe(NONE);
      }
      to.onError(new IllegalStateException(this + " stopped before the stream was complete"));
    }
  }

  @Override
  public String toString() {
    return getClass().getSimpleName() + "[" + actor.path() + "]";
  }
}

package io.aether.actor.cell;

import io.aether.actor.Cancellable;
import io.aether.actor.Outcome;
import io.aether.actor.Signal;
import io.aether.actor.intercept.TravellingContext;
import io.aether.actor.spi.Observer;
import io.aether.actor.spi.Scheduler;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The entries that the runtime puts into a mailbox among the user's messages.
abstract sealed class InBand {

  /// The first entry of all: create the behavior.
  static final class Start extends InBand {
    static final Start INSTANCE = new Start();
  }

  /// A message whose sender may wait for an answer.
  ///
  /// Owned by the sender until it is enqueued, then by the recipient's activation.
  abstract static sealed class Asked extends InBand permits Request, Stashed, Adapted {

    /// The ask that the message belongs to, or null if its sender does not wait for an answer.
    final @Nullable Promise<?> promise;

    /// The message. While it is handled, this is the message as the behavior sees it; an adapter or
    /// an interceptor may have changed it.
    Object message;

    /// Whether the ask was stashed or passed on with the message while it was handled. If so, the
    /// outcome of the handler says nothing about the ask.
    boolean movedOn;

    private Asked(@Nullable Promise<?> promise, Object message) {
      this.promise = promise;
      this.message = message;
    }
  }

  /// The request of an ask.
  static final class Request extends Asked {
    Request(Promise<?> promise, Object message) {
      super(promise, message);
    }
  }

  /// An entry with the context in which it was sent; for a [CustomizedCell].
  static final class Carried extends InBand {
    final TravellingContext context;

    /// A user's message, or another entry of a sender.
    final Object mail;

    Carried(TravellingContext context, Object mail) {
      this.context = context;
      this.mail = mail;
    }
  }

  /// A message that was put aside. Only such messages can stand ahead of the mailbox, so that their
  /// order is the order of arrival, even if they were stashed again, unstashed in parts, or left by
  /// an earlier life.
  static final class Stashed extends Asked {

    /// The position among all messages that this actor has put aside.
    final long arrival;

    Stashed(Object message, @Nullable Promise<?> promise, long arrival) {
      super(promise, message);
      this.arrival = arrival;
    }

    static boolean isOlder(Object mail, Object other) {
      return of(mail).arrival < of(other).arrival;
    }

    /// {@return `mail`, which was put aside, without the context it carries}
    static Stashed of(Object mail) {
      return (Stashed) unpacked(mail);
    }
  }

  /// A signal that must not overtake the messages that its subject has sent.
  static final class Signalled extends InBand {
    final Signal signal;

    Signalled(Signal signal) {
      this.signal = signal;
    }
  }

  /// A message that is translated into the actor's protocol later, on the actor's turn.
  static final class Adapted extends Asked {
    final Function<Object, ?> adapter;

    /// Whether this is the outcome of one of the actor's own tasks or futures, instead of a message
    /// from a sender.
    final boolean own;

    /// The work whose outcome this is, if that work belongs to one life of the actor.
    final @Nullable AsyncWork<?> work;

    @SuppressWarnings("unchecked") // the callers that pair the two have checked it
    private Adapted(
        Function<?, ?> adapter,
        Object message,
        @Nullable Promise<?> promise,
        boolean own,
        @Nullable AsyncWork<?> work) {
      super(promise, message);
      this.adapter = (Function<Object, ?>) adapter;
      this.own = own;
      this.work = work;
    }

    static Adapted sent(Function<?, ?> adapter, Object message) {
      return new Adapted(adapter, message, null, false, null);
    }

    /// The request of an ask through an adapter.
    static Adapted asked(Function<?, ?> adapter, Object message, Promise<?> promise) {
      return new Adapted(adapter, message, promise, false, null);
    }

    /// {@return the same entry with another message}
    Adapted replaced(Object another) {
      return new Adapted(adapter, another, promise, own, work);
    }

    static Adapted own(Function<?, ?> adapter, Outcome<?> outcome, @Nullable AsyncWork<?> work) {
      return new Adapted(adapter, outcome, null, true, work);
    }
  }

  /// Check whether no message has arrived for the duration of the receive timeout.
  static final class ReceiveTimeoutDue extends InBand {
    final ReceiveTimeout timeout;

    ReceiveTimeoutDue(ReceiveTimeout timeout) {
      this.timeout = timeout;
    }
  }

  /// One started timer: its own alarm and, when it has fired, its own mailbox entry; see
  /// [CellTimers].
  ///
  /// Owned by the activation, except for `due`, which is owned by the scheduler. The scheduler may
  /// send a tick of a timer that was just cancelled; the activation ignores it.
  static final class Timer extends InBand implements Scheduler.Alarm {
    private static final Object NONE = "the message of a cancelled timer";

    final Object key;
    final CellTimers.Mode mode;
    final long intervalNanos;
    long dueNanos;
    @Nullable Cancellable pending;

    /// Written by the activation, last when this is cancelled, because the scheduler may hold this
    /// timer for some time after that. Read by any thread.
    private volatile Object message;

    /// Written and read like `message`; null once this is cancelled.
    private volatile @Nullable ActorCell<?> cell;

    private long due;

    Timer(ActorCell<?> cell, Object key, Object message, CellTimers.Mode mode, long intervalNanos) {
      this.cell = cell;
      this.key = key;
      this.message = message;
      this.mode = mode;
      this.intervalNanos = intervalNanos;
    }

    Object message() {
      return message;
    }

    /// {@return the message, or null if this is cancelled; any thread}
    @Nullable Object messageUnlessCancelled() {
      Object present = message;
      return present == NONE ? null : present;
    }

    void cancel() {
      cell = null;
      message = NONE;
      if (pending != null) {
        pending.cancel();
      }
    }

    @Override
    public void run() {
      ActorCell<?> to = cell;
      if (to != null) {
        to.enqueue(this);
      }
    }

    /// True unless sending calls an observer.
    @Override
    public boolean onlySends() {
      ActorCell<?> to = cell;
      return to != null && to.system.observer() == Observer.NONE;
    }

    @Override
    public boolean isOver() {
      return cell == null;
    }

    @Override
    public void setDue(long due) {
      this.due = due;
    }

    @Override
    public long due() {
      return due;
    }
  }

  /// {@return the ask that the entry belongs to, or null if its sender does not wait for an answer}
  static @Nullable Promise<?> promiseOf(Object mail) {
    return unpacked(mail) instanceof Asked asked ? asked.promise : null;
  }

  /// {@return the entry without the context it carries}
  static Object unpacked(Object mail) {
    return mail instanceof Carried carried ? carried.mail : mail;
  }

  /// {@return the entry as its recipient sees it: a message, a signal or [Observer#START]}
  static Object content(Object mail) {
    return switch (mail) {
      case Carried carried -> content(carried.mail);
      case Start _ -> Observer.START;
      case Asked asked -> asked.message;
      case Signalled signalled -> signalled.signal;
      case Timer timer -> content(timer.message());
      case ReceiveTimeoutDue due -> due.timeout.message();
      default -> mail;
    };
  }
}

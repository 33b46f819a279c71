package io.aether.actor.cell;

import io.aether.actor.Cancellable;
import io.aether.actor.Outcome;
import io.aether.actor.Signal;
import io.aether.actor.intercept.TravellingContext;
import io.aether.actor.spi.Observer;
import io.aether.actor.spi.Scheduler;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What the runtime puts into a mailbox among the user's messages.
abstract sealed class InBand {

  /// The first of all: create the behavior.
  static final class Start extends InBand {
    static final Start INSTANCE = new Start();
  }

  /// A message whose sender may wait for an answer.
  ///
  /// Owned by the sender until it is enqueued, then by the recipient's activation.
  abstract static sealed class Asked extends InBand permits Request, Stashed, Adapted {

    /// The ask that the message belongs to, or null if its sender waits for nothing.
    final @Nullable Promise<?> promise;

    /// The message; while it is handled, the message as the behavior sees it, which an adapter or
    /// an interceptor may have changed.
    Object message;

    /// Whether, while the message was handled, the ask was put aside or passed on with it: the
    /// handler's outcome then says nothing about the ask.
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

  /// Mail with the context in which it was sent; for a [CustomizedCell].
  static final class Carried extends InBand {
    final TravellingContext context;

    /// A user's message, or other mail of a sender's.
    final Object mail;

    Carried(TravellingContext context, Object mail) {
      this.context = context;
      this.mail = mail;
    }
  }

  /// A message that was put aside. Only what was can stand ahead of the mailbox, so that its order
  /// is that of arrival whatever was put aside again, unstashed in parts, or left by a former life.
  static final class Stashed extends Asked {

    /// Its place among all that was put aside by this actor.
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

  /// A signal that must not overtake what its subject had sent.
  static final class Signalled extends InBand {
    final Signal signal;

    Signalled(Signal signal) {
      this.signal = signal;
    }
  }

  /// A message that is still to be translated into the actor's protocol, on the actor's turn.
  static final class Adapted extends Asked {
    final Function<Object, ?> adapter;

    /// Whether it is what a task or future of the actor's own came to, rather than sent by anybody.
    final boolean own;

    /// What it is the outcome of, if that is work of one life of the actor.
    final @Nullable AsyncWork<?> work;

    @SuppressWarnings("unchecked") // whoever pairs the two has checked it
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

    /// {@return the same mail with another message}
    Adapted replaced(Object another) {
      return new Adapted(adapter, another, promise, own, work);
    }

    static Adapted own(Function<?, ?> adapter, Outcome<?> outcome, @Nullable AsyncWork<?> work) {
      return new Adapted(adapter, outcome, null, true, work);
    }
  }

  /// Perhaps no message has come for as long as the receive timeout.
  static final class ReceiveTimeoutDue extends InBand {
    final ReceiveTimeout timeout;

    ReceiveTimeoutDue(ReceiveTimeout timeout) {
      this.timeout = timeout;
    }
  }

  /// One started timer: its own alarm and, when it has fired, its own mail; see [CellTimers].
  ///
  /// Owned by the activation, but for `due`, which is the scheduler's. The scheduler may send a
  /// tick of a timer that was just cancelled: it is of no interest.
  static final class Timer extends InBand implements Scheduler.Alarm {
    private static final Object NONE = "the message of a cancelled timer";

    final Object key;
    final CellTimers.Mode mode;
    final long intervalNanos;
    long dueNanos;
    @Nullable Cancellable pending;

    /// Written by the activation, the last time when this is cancelled: it may be a while until the
    /// scheduler lets go of it. Read by any thread.
    private volatile Object message;

    /// The same; null once this is cancelled.
    private volatile @Nullable TreeCell<?> cell;

    private long due;

    Timer(TreeCell<?> cell, Object key, Object message, CellTimers.Mode mode, long intervalNanos) {
      this.cell = cell;
      this.key = key;
      this.message = message;
      this.mode = mode;
      this.intervalNanos = intervalNanos;
    }

    Object message() {
      return message;
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
      TreeCell<?> to = cell;
      if (to != null) {
        to.enqueue(this);
      }
    }

    /// Unless it calls whoever observes.
    @Override
    public boolean onlySends() {
      TreeCell<?> to = cell;
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

  /// {@return the ask that `mail` belongs to, or null if its sender waits for nothing}
  static @Nullable Promise<?> promiseOf(Object mail) {
    return unpacked(mail) instanceof Asked asked ? asked.promise : null;
  }

  /// {@return the mail without the context it carries}
  static Object unpacked(Object mail) {
    return mail instanceof Carried carried ? carried.mail : mail;
  }

  /// {@return what `mail` is to its recipient: a message, a signal or [Observer#START]}
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

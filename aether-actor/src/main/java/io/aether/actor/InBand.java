package io.aether.actor;

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

  /// A message whose sender waits for an answer.
  static final class Request extends InBand {
    final Promise<?> promise;

    Request(Promise<?> promise) {
      this.promise = promise;
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
  static final class Stashed extends InBand {
    final Object message;

    /// What its sender waits for, if it does.
    final @Nullable Promise<?> promise;

    /// Its place among all that was put aside by this actor.
    final long arrival;

    Stashed(Object message, @Nullable Promise<?> promise, long arrival) {
      this.message = message;
      this.promise = promise;
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
  static final class Adapted extends InBand {
    final Function<Object, ?> adapter;
    final Object message;

    /// Whether it is what a task or future of the actor's own came to, rather than sent by anybody.
    final boolean own;

    /// What it is the outcome of, if that is work of one life of the actor.
    final @Nullable AsyncWork<?> work;

    /// What its sender waits for, if it does.
    final @Nullable Promise<?> promise;

    @SuppressWarnings("unchecked") // whoever pairs the two has checked it
    private Adapted(
        Function<?, ?> adapter,
        Object message,
        boolean own,
        @Nullable AsyncWork<?> work,
        @Nullable Promise<?> promise) {
      this.adapter = (Function<Object, ?>) adapter;
      this.message = message;
      this.own = own;
      this.work = work;
      this.promise = promise;
    }

    static Adapted sent(Function<?, ?> adapter, Object message) {
      return asked(adapter, message, null);
    }

    static Adapted asked(Function<?, ?> adapter, Object message, @Nullable Promise<?> promise) {
      return new Adapted(adapter, message, false, null, promise);
    }

    static Adapted own(Function<?, ?> adapter, Outcome<?> outcome, @Nullable AsyncWork<?> work) {
      return new Adapted(adapter, outcome, true, work, null);
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

  /// {@return the mail without the context it carries}
  static Object unpacked(Object mail) {
    return mail instanceof Carried carried ? carried.mail : mail;
  }

  /// {@return the ask whose request `mail` is, if it is known to be one}
  static @Nullable Promise<?> promise(Object mail) {
    return switch (unpacked(mail)) {
      case Request request -> request.promise;
      case Adapted adapted -> adapted.promise;
      default -> null;
    };
  }

  /// {@return what `mail` is to its recipient: a message, a signal or [Observer#START]}
  static Object content(Object mail) {
    return switch (mail) {
      case Carried carried -> content(carried.mail);
      case Start _ -> Observer.START;
      case Request request -> request.promise.request();
      case Stashed stashed -> stashed.message;
      case Signalled signalled -> signalled.signal;
      case Adapted adapted -> adapted.message;
      case Timer timer -> content(timer.message());
      case ReceiveTimeoutDue due -> due.timeout.message();
      default -> mail;
    };
  }
}

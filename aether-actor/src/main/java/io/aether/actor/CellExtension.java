package io.aether.actor;

import io.aether.actor.spi.AbstractRef;
import io.aether.actor.spi.SpawnOptions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What most actors never have. Created on first need, owned by the activation; `options`, `props`
/// and, for guardians, `childNames` are set before the cell starts.
///
/// Sets and maps that are walked keep insertion order, so that a seeded run repeats itself.
final class CellExtension {

  /// See [#watching].
  static final Object SIGNAL = new Object();

  SpawnOptions options = SpawnOptions.NONE;

  Props props = Props.defaults();

  /// Names of children that have not stopped; a concurrent map in guardians, where any thread
  /// spawns.
  Map<String, TreeCell<?>> childNames = new HashMap<>(4);

  /// Who is told when this actor stops.
  final Set<Watcher> watchers = new LinkedHashSet<>(2);

  /// Whom this actor watches, and the message to get in place of the signal, or [#SIGNAL]. A notice
  /// about anybody else is of no interest any more.
  final Map<AbstractRef<?>, Object> watching = new LinkedHashMap<>(2);

  /// The adapters that others may find by a number.
  final Set<AdapterRef<?>> adapters = new LinkedHashSet<>(0);

  /// Mail that goes before the mailbox's, in the order of its arrival: what was unstashed, or was
  /// stashed by a former life.
  private final Deque<Object> ahead = new ArrayDeque<>(0);

  /// How many messages have been taken from the mailbox to be put aside.
  private long arrivals;

  /// The mail that is handled now, if that was ahead of the mailbox's.
  private InBand.@Nullable Stashed handledAhead;

  /// What the sender of the message that is handled now waits for, if it does.
  @Nullable Promise<?> handledRequest;

  /// The stashes of this life.
  final List<StashBuffer<?>> stashes = new ArrayList<>(0);

  /// Asks whose requests have been handled, though perhaps not answered.
  final Set<Promise<?>> unanswered = new LinkedHashSet<>(0);

  /// How many of them there may be before the answered ones are taken out: so each ask costs a
  /// constant share of that.
  int unansweredLimit = 16;

  /// The ask in which this actor's thread is blocked. Written by the activation, read by any
  /// thread.
  volatile @Nullable Promise<?> awaited;

  /// The background work of this life that is not over, or whose outcome is not handled yet.
  final Set<AsyncWork<?>> works = new LinkedHashSet<>(0);

  /// See [ActorContext#setLoggerName].
  @Nullable String loggerName;

  @Nullable ReceiveTimeout receiveTimeout;
  @Nullable CellTimers timers;

  /// How this actor is supervised: the innermost one, which is asked first.
  @Nullable Supervision supervision;

  /// Who decides about its lives, if somebody else does; set before it starts.
  @Nullable ExternalSupervision externalSupervision;

  /// How its children are stopped, if not all at once.
  @Nullable ReverseStop reverseStop;

  /// What stopped this actor, if it was a failure; for its parent.
  @Nullable Throwable failure;

  /// For inspections: how often this actor was restarted, and how it failed last.
  int restarts;

  ActorStatus.@Nullable Failure lastFailure;

  /// Remembers an ask that waits for an answer.
  void owe(Promise<?> promise) {
    if (unanswered.size() >= unansweredLimit) {
      unanswered.removeIf(Promise::isSettled);
      unansweredLimit = Math.max(16, 2 * unanswered.size());
    }
    unanswered.add(promise);
  }

  /// The actor has stopped: nobody is left to answer.
  void failUnanswered(StopReason why) {
    List<Promise<?>> all = List.copyOf(unanswered);
    unanswered.clear();
    all.forEach(promise -> promise.targetStopped(why, failure));
  }

  /// {@return whether somebody took the message that `actor` leaves undelivered}
  boolean handBack(ActorRef<?> actor, Object message) {
    if (options.undelivered() == null) {
      return false;
    }
    try {
      options.undelivered().accept(message);
      return true;
    } catch (Throwable failure) {
      FailureLog.error(actor, "could not hand an undelivered message back", failure);
      return false;
    }
  }

  /// How one actor is supervised at one level, and its recent failures there.
  static final class Supervision {
    final Behavior<?> original;
    final Function<? super Exception, ? extends SupervisorStrategy> decider;

    /// Decides what this one leaves undecided.
    final @Nullable Supervision outer;

    /// Whether the actor became this one, or one around it, after its start.
    final boolean passing;

    /// Restarts in the window that began at `windowStartNanos`.
    int restarts;

    long windowStartNanos;

    /// Restarts in a row, for the pauses, and when the last of them was done.
    int inARow;

    long startNanos;

    /// While suspended: what has to be over before the behavior is created anew.
    boolean awaitsBackoff;

    boolean awaitsChildren;

    Supervision(
        Behavior<?> original,
        Function<? super Exception, ? extends SupervisorStrategy> decider,
        @Nullable Supervision outer,
        boolean passing) {
      this.original = original;
      this.decider = decider;
      this.outer = outer;
      this.passing = passing;
    }

    SupervisorStrategy decide(Exception failure, ActorRef<?> failed) {
      try {
        return Objects.requireNonNull(
            decider.apply(failure),
            "the supervision decided null; return stop(), restart(), resume() or undecided()");
      } catch (Throwable e) {
        if (e != failure) {
          e.addSuppressed(failure);
        }
        FailureLog.error(failed, "failed to decide about a failure, so it stops", e);
        return SupervisorStrategy.stop();
      }
    }

    /// {@return whether one more restart is allowed now, which is then counted}
    boolean mayRestart(SupervisorStrategy.Restart restart, long now) {
      if (restarts == 0
          || now - windowStartNanos > TimeUnit.NANOSECONDS.convert(restart.window())) {
        restarts = 0;
        windowStartNanos = now;
      }
      if (restarts >= restart.limit()) {
        return false;
      }
      restarts++;
      if (now - startNanos > TimeUnit.NANOSECONDS.convert(restart.resetAfter())) {
        inARow = 0;
      }
      inARow++;
      return true;
    }
  }

  /// Adds a level of supervision inside the others.
  ///
  /// @param inCreation whether the actor is becoming what it starts as; a running actor that
  ///   becomes a supervised behavior leaves the one it became last, so that they do not pile up
  void supervise(Directive.Supervised<?> directive, boolean inCreation) {
    while (!inCreation && supervision != null && supervision.passing) {
      supervision = supervision.outer;
    }
    boolean passing = !inCreation || (supervision != null && supervision.passing);
    supervision = new Supervision(directive.behavior(), directive.decider(), supervision, passing);
  }

  /// {@return what such an actor needs from the start, or null if that is nothing}
  static @Nullable CellExtension of(SpawnOptions options, Props props) {
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(props, "props");
    if (options == SpawnOptions.NONE && props.equals(Props.defaults())) {
      return null;
    }
    var extension = new CellExtension();
    extension.options = options;
    extension.props = props;
    return extension;
  }

  // ---- Mail that goes before the mailbox's ----

  /// {@return a message as one to be put aside, in the place of the one that is handled now}
  InBand.Stashed aside(Object message) {
    InBand.Stashed again = handledAhead;
    if (again != null) {
      boolean same = again.message == message;
      return new InBand.Stashed(message, same ? again.promise : null, again.arrival);
    }
    Promise<?> asked = handledRequest;
    boolean request = asked != null && asked.request() == message;
    return new InBand.Stashed(message, request ? asked : null, ++arrivals);
  }

  /// @param mail was put aside; in the order of its arrival
  void putAhead(List<Object> mail) {
    if (mail.isEmpty()) {
      return;
    }
    if (ahead.isEmpty() || InBand.Stashed.isOlder(ahead.getLast(), mail.getFirst())) {
      ahead.addAll(mail);
      return;
    }
    List<Object> first = new ArrayList<>(mail);
    while (!ahead.isEmpty() && InBand.Stashed.isOlder(ahead.getFirst(), mail.getLast())) {
      first.add(ahead.remove());
    }
    first.sort(Comparator.comparingLong(each -> InBand.Stashed.of(each).arrival));
    first.reversed().forEach(ahead::addFirst);
  }

  /// {@return the next of it, which is handled now, or null if there is none}
  @Nullable Object nextAhead() {
    Object next = ahead.poll();
    handledAhead = next == null ? null : InBand.Stashed.of(next);
    return next;
  }

  /// {@return how many messages are stashed or about to be handled before the mailbox's}
  int putAside() {
    int count = ahead.size();
    for (StashBuffer<?> stash : stashes) {
      count += stash.roughSize();
    }
    return count;
  }

  /// The extension of a guardian.
  static CellExtension ofGuardian(Map<String, TreeCell<?>> childNames) {
    var extension = new CellExtension();
    extension.childNames = childNames;
    return extension;
  }
}

package io.aether.actor;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where messages go that reach no behavior: counted, logged, and open to listeners. Thread-safe.
///
/// The log is throttled: [ActorSystemConfig#loggedDeadLetters] lines, then none for
/// [ActorSystemConfig#deadLetterSilence], then again, with the number of those that were left out.
/// A [DeadLetterSuppression] is never logged. What belongs to an orderly course is logged at level
/// DEBUG only: dead letters while the system terminates, and the requests and late replies of asks
/// that have been given up, of which the asker knows.
public final class DeadLetters {

  private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

  private final String system;
  private final LogThrottle throttle;
  private final AtomicLong total = new AtomicLong();
  private final AtomicLongArray byReason = new AtomicLongArray(DeadLetter.Reason.values().length);
  private final List<Consumer<? super DeadLetter>> listeners = new CopyOnWriteArrayList<>();

  /// Written once, as the actors are told to stop; read by any thread.
  private volatile boolean terminating;

  DeadLetters(String system, int logged, Duration silence, LongSupplier nanoTime) {
    this.system = system;
    this.throttle = new LogThrottle(logged, silence, nanoTime);
  }

  /// {@return how many dead letters there have been}
  public long count() {
    return total.get();
  }

  /// {@return how many dead letters there have been for this reason}
  public long count(DeadLetter.Reason reason) {
    return byReason.get(reason.ordinal());
  }

  /// Calls `listener` with each dead letter from now on, on the thread on which it occurs. A
  /// listener must not block; one that throws is logged and kept.
  public Cancellable listen(Consumer<? super DeadLetter> listener) {
    listeners.add(Objects.requireNonNull(listener, "listener"));
    return () -> listeners.remove(listener);
  }

  void publish(Object message, ActorPath recipient, DeadLetter.Reason reason) {
    total.incrementAndGet();
    byReason.incrementAndGet(reason.ordinal());
    FlightEvents.undelivered(message, recipient, reason);
    if (!(message instanceof DeadLetterSuppression)) {
      log(message, recipient, reason);
    }
    if (!listeners.isEmpty()) {
      var letter = new DeadLetter(message, recipient, reason);
      for (var listener : listeners) {
        try {
          listener.accept(letter);
        } catch (Throwable e) {
          FailureLog.error(LOG, "%s: a dead letter listener failed".formatted(system), e);
        }
      }
    }
  }

  /// The actors are told to stop: what they leave is not worth a line any more.
  void systemTerminates() {
    terminating = true;
  }

  private void log(Object message, ActorPath recipient, DeadLetter.Reason reason) {
    boolean givenUp = reason == DeadLetter.Reason.LATE_REPLY || reason == DeadLetter.Reason.EXPIRED;
    if (terminating || givenUp) {
      LOG.debug(
          "{}: dead letter {} to {} ({})", system, message.getClass().getName(), recipient, reason);
      return;
    }
    String note = throttle.next();
    if (note != null) {
      String type = message.getClass().getName();
      LOG.info("{}: dead letter {} to {} ({}){}", system, type, recipient, reason, note);
    }
  }
}

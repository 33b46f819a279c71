package io.aether.actor;

import java.time.Duration;
import java.util.List;
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
/// A [DeadLetterSuppression] is never logged.
public final class DeadLetters {

  private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

  private final String system;
  private final ContextLoader contextLoader;
  private final LogThrottle throttle;
  private final AtomicLong total = new AtomicLong();
  private final AtomicLongArray byReason = new AtomicLongArray(DeadLetter.Reason.values().length);
  private final List<Consumer<? super DeadLetter>> listeners = new CopyOnWriteArrayList<>();

  DeadLetters(
      String system,
      ContextLoader contextLoader,
      int logged,
      Duration silence,
      LongSupplier nanoTime) {
    this.system = system;
    this.contextLoader = contextLoader;
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
    listeners.add(listener);
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
          contextLoader.run(() -> listener.accept(letter));
        } catch (Throwable e) {
          LOG.error("{}: a dead letter listener failed", system, e);
        }
      }
    }
  }

  private void log(Object message, ActorPath recipient, DeadLetter.Reason reason) {
    String note = throttle.next();
    if (note != null) {
      String type = message.getClass().getName();
      LOG.info("{}: dead letter {} to {} ({}){}", system, type, recipient, reason, note);
    }
  }
}

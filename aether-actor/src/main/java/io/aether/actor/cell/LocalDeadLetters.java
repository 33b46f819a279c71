package io.aether.actor.cell;

import io.aether.actor.ActorPath;
import io.aether.actor.Cancellable;
import io.aether.actor.DeadLetter;
import io.aether.actor.DeadLetters;
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

/// Counts and logs the dead letters of one system and passes them to listeners; see [DeadLetters].
/// Thread-safe.
final class LocalDeadLetters implements DeadLetters {

  private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

  private final String system;
  private final ContextLoader contextLoader;
  private final LogThrottle throttle;
  private final AtomicLong total = new AtomicLong();
  private final AtomicLongArray byReason = new AtomicLongArray(DeadLetter.Reason.values().length);
  private final List<Consumer<? super DeadLetter>> listeners = new CopyOnWriteArrayList<>();

  /// Written once, when the actors are stopped; read by any thread.
  private volatile boolean terminating;

  LocalDeadLetters(
      String system,
      ContextLoader contextLoader,
      int logged,
      Duration silence,
      LongSupplier nanoTime) {
    this.system = system;
    this.contextLoader = contextLoader;
    this.throttle = new LogThrottle(logged, silence, nanoTime);
  }

  @Override
  public long count() {
    return total.get();
  }

  @Override
  public long count(DeadLetter.Reason reason) {
    return byReason.get(reason.ordinal());
  }

  @Override
  public Cancellable listen(Consumer<? super DeadLetter> listener) {
    listeners.add(Objects.requireNonNull(listener, "listener"));
    return () -> listeners.remove(listener);
  }

  void publish(Object message, ActorPath recipient, DeadLetter.Reason reason) {
    total.incrementAndGet();
    byReason.incrementAndGet(reason.ordinal());
    FlightEvents.undelivered(message, recipient, reason);
    if (!(message instanceof DeadLetter.Suppressed)) {
      log(message, recipient, reason);
    }
    if (!listeners.isEmpty()) {
      var letter = new DeadLetter(message, recipient, reason);
      for (var listener : listeners) {
        try {
          contextLoader.run(() -> listener.accept(letter));
        } catch (Throwable e) {
          FailureLog.error(LOG, "%s: a dead letter listener failed".formatted(system), e);
        }
      }
    }
  }

  /// Called when the actors are stopped: from then on dead letters are logged at debug level only.
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

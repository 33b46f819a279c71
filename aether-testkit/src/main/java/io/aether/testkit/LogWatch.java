package io.aether.testkit;

import io.aether.actor.ActorSystem;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/// Counts the events that match a [LogExpectation] while it is open. Thread-safe.
final class LogWatch implements LogTap.Listener, AutoCloseable {

  private static final int SHOWN = 30;

  private final LogExpectation expectation;
  private final @Nullable ActorSystem system;
  private final CompletableFuture<Void> enough = new CompletableFuture<>();
  private final CompletableFuture<Void> tooMany = new CompletableFuture<>();

  // ---- Guarded by this ----

  private final Deque<LogEvent> others = new ArrayDeque<>();
  private int count;

  /// The first exception that the expectation's condition has thrown.
  private @Nullable Throwable failure;

  private LogWatch(LogExpectation expectation, @Nullable ActorSystem system) {
    this.expectation = expectation;
    this.system = system;
  }

  /// @param system ignores events logged by actors of other systems; null for no such filter
  static LogWatch open(LogExpectation expectation, @Nullable ActorSystem system) {
    LogWatch watch = new LogWatch(expectation, system);
    LogTap.open(watch);
    return watch;
  }

  @Override
  public boolean take(LogEvent event, @Nullable ActorSystem from) {
    if (system != null && from != null && from != system) {
      return false;
    }
    int now;
    synchronized (this) {
      if (!matches(event)) {
        if (event.level().toInt() >= Level.INFO.toInt()) {
          others.add(event);
          if (others.size() > SHOWN) {
            others.remove();
          }
        }
        return false;
      }
      now = ++count;
    }
    if (now >= expectation.times()) {
      enough.complete(null);
    }
    if (now > expectation.times()) {
      tooMany.complete(null);
    }
    return true;
  }

  /// A condition is code of the test: its failure fails the expectation, not the thread that logs.
  private boolean matches(LogEvent event) {
    try {
      return expectation.matches(event);
    } catch (Exception | AssertionError thrown) {
      failure = failure == null ? thrown : failure;
      enough.complete(null);
      tooMany.complete(null);
      return false;
    }
  }

  /// {@return a future that is complete when there is nothing left to wait for}
  CompletableFuture<Void> decided() {
    return expectation.times() == 0 ? tooMany : enough;
  }

  /// @param story is appended to the failure
  /// @throws AssertionError if a condition has failed, or more or fewer events than expected were
  ///   logged
  synchronized void check(String story) {
    if (failure != null) {
      throw new AssertionError(
          "the condition of '%s' failed: %s".formatted(expectation, failure), failure);
    }
    if (count != expectation.times()) {
      StringBuilder message = new StringBuilder();
      message.append(
          "expected %d times %s, but it came %d times"
              .formatted(expectation.times(), expectation, count));
      message.append("\nOther events from INFO up: ").append(others.size());
      others.forEach(event -> message.append("\n  ").append(event));
      throw new AssertionError(message.append('\n').append(story).toString());
    }
  }

  @Override
  public void close() {
    LogTap.close(this);
  }
}

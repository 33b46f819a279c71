package io.aether.testkit;

import io.aether.actor.ActorSystem;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/// Counts what a [LogExpectation] is about while it is open. Thread-safe.
final class LogWatch implements LogTap.Listener, AutoCloseable {

  private static final int TOLD = 30;

  private final LogExpectation expectation;
  private final @Nullable ActorSystem system;
  private final CompletableFuture<Void> enough = new CompletableFuture<>();
  private final CompletableFuture<Void> tooMany = new CompletableFuture<>();

  // ---- Guarded by this ----

  private final Deque<LogEvent> others = new ArrayDeque<>();
  private int count;

  private LogWatch(LogExpectation expectation, @Nullable ActorSystem system) {
    this.expectation = expectation;
    this.system = system;
  }

  /// @param system whose actors it is about, besides threads that are no actors; null for any
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
      if (!expectation.condition().test(event)) {
        if (event.level().toInt() >= Level.INFO.toInt()) {
          others.add(event);
          if (others.size() > TOLD) {
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

  /// {@return completed once there is nothing more to wait for}
  CompletableFuture<Void> decided() {
    return expectation.times() == 0 ? tooMany : enough;
  }

  /// @param story what else to tell
  /// @throws AssertionError if there were more or fewer than expected
  synchronized void check(String story) {
    if (count != expectation.times()) {
      StringBuilder words = new StringBuilder();
      words.append(
          "expected %d times %s, but it came %d times"
              .formatted(expectation.times(), expectation.words(), count));
      words.append("\nLogged besides, from INFO up: ").append(others.size());
      others.forEach(event -> words.append("\n  ").append(event));
      throw new AssertionError(words.append('\n').append(story).toString());
    }
  }

  @Override
  public void close() {
    LogTap.close(this);
  }
}

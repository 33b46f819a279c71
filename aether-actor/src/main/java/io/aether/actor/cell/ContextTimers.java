package io.aether.actor.cell;

import io.aether.actor.Timers;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/// The view that a behavior has of its actor's timers.
final class ContextTimers<M> implements Timers<M> {

  private final CellTimers timers;
  private final Consumer<String> requireRunning;

  ContextTimers(CellTimers timers, Consumer<String> requireRunning) {
    this.timers = timers;
    this.requireRunning = requireRunning;
  }

  @Override
  public void startSingle(Object key, M message, Duration delay) {
    requireRunning.accept("Timers.startSingle");
    timers.startSingle(key, message, delay);
  }

  @Override
  public void startWithFixedDelay(Object key, M message, Duration initialDelay, Duration interval) {
    requireRunning.accept("Timers.startWithFixedDelay");
    timers.startWithFixedDelay(key, message, initialDelay, interval);
  }

  @Override
  public void startAtFixedRate(Object key, M message, Duration initialDelay, Duration interval) {
    requireRunning.accept("Timers.startAtFixedRate");
    timers.startAtFixedRate(key, message, initialDelay, interval);
  }

  @Override
  public boolean isActive(Object key) {
    requireRunning.accept("Timers.isActive");
    return timers.isActive(Objects.requireNonNull(key, "key"));
  }

  @Override
  public void cancel(Object key) {
    requireRunning.accept("Timers.cancel");
    timers.cancel(Objects.requireNonNull(key, "key"));
  }

  @Override
  public void cancelAll() {
    requireRunning.accept("Timers.cancelAll");
    timers.cancelAll();
  }
}

package io.aether.testkit;

import io.aether.actor.spi.Environment;
import io.aether.actor.spi.Nanos;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The waits of one probe's expectations: inside `within`, none waits longer than the time left in
/// the innermost block. Blocks belong to the thread that runs them. Thread-safe.
final class ProbeClock {

  private final Environment environment;
  private final Patience patience;

  /// When the innermost block of the calling thread ends; unbound outside of any block.
  private final ScopedValue<Long> blockEnd = ScopedValue.newInstance();

  ProbeClock(Environment environment, Patience patience) {
    this.environment = environment;
    this.patience = patience;
  }

  long now() {
    return environment.scheduler().nanoTime();
  }

  Patience patience() {
    return patience;
  }

  boolean isWithin() {
    return blockEnd.isBound();
  }

  /// {@return the time left in the innermost block; [Patience#message] outside of any}
  Duration remaining() {
    return blockEnd.isBound() ? until(blockEnd.get()) : patience.message();
  }

  /// {@return `patience`, or the time left in the innermost block if that is less}
  Duration limit(Duration patience) {
    Duration left = blockEnd.isBound() ? until(blockEnd.get()) : patience;
    return left.compareTo(patience) < 0 ? left : patience;
  }

  /// {@return when an expectation that may take `limit` gives up}
  long deadline(Duration limit) {
    long end = Nanos.deadline(now(), limit);
    return blockEnd.isBound() && blockEnd.get() - end < 0 ? blockEnd.get() : end;
  }

  Duration until(long deadline) {
    return Duration.ofNanos(Math.max(0, deadline - now()));
  }

  <T extends @Nullable Object, X extends Exception> T runUntil(
      long deadline, ThrowingSupplier<T, X> block) throws X {
    return ScopedValue.where(blockEnd, deadline).<T, X>call(block::get);
  }

  /// Waits until `future` is complete or `limit` has passed. {@return whether it is complete}
  boolean await(CompletableFuture<?> future, Duration limit) throws InterruptedException {
    return environment.await(future, limit);
  }

  void pause(Duration duration) throws InterruptedException {
    environment.sleep(duration);
  }
}

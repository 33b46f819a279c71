package io.aether.testkit;

import io.aether.actor.Cancellable;
import io.aether.actor.spi.Environment;
import io.aether.actor.spi.Nanos;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// How expectations of one probe wait, and until when: nested in `within`, none waits longer than
/// the innermost block has left. Blocks belong to the thread that runs them. Thread-safe.
final class ProbeClock {

  private final Environment environment;
  private final Patience patience;

  /// When the innermost block of the calling thread is over; unbound outside of any.
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

  /// {@return what the innermost block has left; [Patience#message] outside of any}
  Duration remaining() {
    return blockEnd.isBound() ? until(blockEnd.get()) : patience.message();
  }

  /// {@return `patience`, or what the innermost block has left if that is less}
  Duration limit(Duration patience) {
    Duration left = blockEnd.isBound() ? until(blockEnd.get()) : patience;
    return left.compareTo(patience) < 0 ? left : patience;
  }

  /// {@return when an expectation gives up that may take `limit`}
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

  /// Waits until `future` is complete or `limit` is over. {@return whether it is complete}
  boolean await(CompletableFuture<?> future, Duration limit) throws InterruptedException {
    CompletableFuture<Object> either = new CompletableFuture<>();
    Cancellable timer = environment.scheduler().schedule(limit, () -> either.complete(limit));
    future.whenComplete((_, _) -> either.complete(limit));
    environment.await(either);
    timer.cancel();
    return future.isDone();
  }

  void pause(Duration duration) throws InterruptedException {
    await(new CompletableFuture<>(), duration);
  }
}

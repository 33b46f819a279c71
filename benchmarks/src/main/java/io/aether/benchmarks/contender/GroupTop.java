package io.aether.benchmarks.contender;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// What the actor at the top of a group and the thread outside that owns it share.
///
/// @param <C> the contender's context
/// @param <T> what the actor makes
final class GroupTop<C, T> {

  /// Asks the actor at the top to [#make].
  static final Object MAKE = "make";

  /// Asks the actor at the top to stop.
  static final Object STOP = "stop";

  private final Function<C, T> make;
  private final CompletableFuture<T> made = new CompletableFuture<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  GroupTop(Function<C, T> make) {
    this.make = make;
  }

  // ---- The actor ----

  void make(C context) {
    try {
      made.complete(make.apply(context));
    } catch (Throwable failure) {
      made.completeExceptionally(failure);
    }
  }

  /// Its children have stopped before.
  void end() {
    ended.complete(null);
  }

  // ---- The owner ----

  /// Waits until the actor has made its children, and hands out the group.
  Contender.Group<T> group(Runnable stop) {
    T result = made.join();
    return new Contender.Group<>() {
      @Override
      public T made() {
        return result;
      }

      @Override
      public void close() {
        stop.run();
        ended.join();
      }
    };
  }
}

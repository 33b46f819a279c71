package io.aether.benchmarks.contender;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// The state that the top-level actor of a group shares with the thread that owns the group.
///
/// @param <C> the contender's context
/// @param <T> the object that the actor creates
final class GroupTop<C, T> {

  /// Asks the top-level actor to [#make].
  static final Object MAKE = "make";

  /// Asks the top-level actor to stop.
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

  /// Called when the actor stops; its children have stopped before.
  void end() {
    ended.complete(null);
  }

  // ---- The owner ----

  /// Waits until the actor has created its children, and returns the group.
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

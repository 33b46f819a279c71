package io.aether.actor.cell;

import io.aether.actor.Cancellable;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The future of an ask. However it is completed, by the reply or by its holder, its timer is
/// cancelled and its entry in [OwedAnswers] removed at once. A hook does this instead of a
/// dependent future, which would cost more than the rest of the ask.
class Reply<R> extends CompletableFuture<R> {

  /// The failure of an [Awaited] whose time is over; the asker creates the explanation on its own
  /// thread.
  static final RuntimeException TIME_IS_OVER = new Mark("the time of the ask is over");

  private static final Reply<Object> ANSWERED = new Reply<>();
  private static final Reply<Object> FAILED = new Reply<>();

  static {
    ANSWERED.complete("a value that is never read");
    FAILED.completeExceptionally(new Mark("the ask has failed"));
  }

  /// Cancelled when this is done: the timer or, once an actor owes the answer, its entry there,
  /// which has taken over the timer. Written before the request is sent, and by the activation that
  /// handles the request; that activation reads afterwards whether this is done. Read by the thread
  /// that completes this, after the completion. So at least one of the two cancels the entry.
  private @Nullable Cancellable timer;

  /// An exception that is shared for the life of the JVM. It has no stack trace, because a trace
  /// would keep the classes, and so the class loader, of the application that asked first
  /// reachable.
  private static final class Mark extends RuntimeException {
    private static final long serialVersionUID = 1;

    private Mark(String message) {
      super(message, null, /* enableSuppression= */ false, /* writableStackTrace= */ false);
    }
  }

  /// The future of an asker that blocks, so no user code is chained to it.
  static final class Awaited<R> extends Reply<R> {}

  /// The future of an ask whose end the library itself observes.
  static final class Observed<R> extends Reply<R> {

    /// The number of dependents that belong to the library. Written before the request is sent.
    private int own;

    void whenOver(BiConsumer<? super R, ? super @Nullable Throwable> action) {
      own++;
      // Not whenComplete, which calls toString of the failure: a user's method, which may throw.
      var _ =
          handle((value, failure) -> {
            action.accept(value, failure);
            return null;
          });
    }

    @Override
    boolean hasOthersDependents() {
      return getNumberOfDependents() > own;
    }
  }

  /// {@return whether completing this may run code that users have chained to it; a hint, if a user
  /// chains something at the same time}
  boolean hasOthersDependents() {
    return getNumberOfDependents() > 0;
  }

  /// {@return the failure; null if there is a reply, or none yet}
  final @Nullable Throwable failure() {
    return isCompletedExceptionally() ? exceptionNow() : null;
  }

  /// {@return a shared future in place of all futures that have a value}
  @SuppressWarnings("unchecked") // its value is never read
  static <R> Reply<R> answered() {
    return (Reply<R>) (Reply<?>) ANSWERED;
  }

  /// {@return a shared future in place of all futures that have failed}
  @SuppressWarnings("unchecked") // its value is never read
  static <R> Reply<R> failed() {
    return (Reply<R>) (Reply<?>) FAILED;
  }

  /// Adds `promise`, whose future this is, to the asks in `list`, until this is done. Called by the
  /// activation that owns the list.
  void owedTo(OwedAnswers list, Promise<?> promise) {
    Cancellable former = timer;
    if (isDone() || (former instanceof OwedAnswers.Entry entry && entry.isIn(list))) {
      return;
    }
    OwedAnswers.Entry entry = list.add(promise, former);
    timer = entry;
    VarHandle.fullFence(); // first write, then look
    if (isDone()) {
      entry.cancel();
    }
  }

  void begin(Cancellable itsTimer) {
    timer = itsTimer;
    if (isDone()) {
      itsTimer.cancel(); // the address was passed on before the request was sent
    }
  }

  /// The only place where an ask ends, unless its result is obtruded later.
  private boolean ended(boolean now) {
    Cancellable itsTimer = timer;
    if (now && itsTimer != null) {
      itsTimer.cancel();
    }
    return now;
  }

  @Override
  public boolean complete(R value) {
    return ended(super.complete(value));
  }

  @Override
  public boolean completeExceptionally(Throwable failure) {
    return ended(super.completeExceptionally(failure));
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    return ended(super.cancel(mayInterruptIfRunning));
  }

  @Override
  public void obtrudeValue(R value) {
    super.obtrudeValue(value);
    ended(true);
  }

  @Override
  public void obtrudeException(Throwable failure) {
    super.obtrudeException(failure);
    ended(true);
  }

  @Override
  public CompletableFuture<R> completeAsync(Supplier<? extends R> supplier, Executor executor) {
    executor.execute(() -> {
      try {
        complete(supplier.get());
      } catch (Throwable failure) {
        completeExceptionally(failure);
      }
    });
    return this;
  }
}

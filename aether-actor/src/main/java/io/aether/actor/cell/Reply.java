package io.aether.actor.cell;

import io.aether.actor.Cancellable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The future of an ask. However it is completed, by the reply or by whoever holds it, its timer is
/// cancelled at once; a hook in place of a dependent, which would cost more than all the rest.
///
/// What is derived from it are plain futures. `completeAsync` goes past the hook: then the timer
/// runs out in vain.
final class Reply<R> extends CompletableFuture<R> {

  private static final Reply<Object> ANSWERED = new Reply<>();

  static {
    ANSWERED.complete("a value that nobody asks for");
  }

  /// Set before the request is sent. Read by whoever completes this.
  private @Nullable Cancellable timer;

  /// {@return one that stands for all that have got their value}
  @SuppressWarnings("unchecked") // as nobody asks for its value
  static <R> Reply<R> answered() {
    return (Reply<R>) (Reply<?>) ANSWERED;
  }

  void begin(Cancellable itsTimer) {
    timer = itsTimer;
    if (isDone()) {
      itsTimer.cancel(); // the address was handed out before the request was
    }
  }

  /// The one place where an ask ends, unless it is forced to end twice.
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
}

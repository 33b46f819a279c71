package io.aether.actor.cell;

import io.aether.actor.Cancellable;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The future of an ask. However it is completed, by the reply or by whoever holds it, its timer is
/// cancelled and its entry in [OwedAnswers] removed at once; a hook in place of a dependent, which
/// would cost more than all the rest.
///
/// What is derived from it are plain futures. `completeAsync` goes past the hook: then the timer
/// runs out in vain.
class Reply<R> extends CompletableFuture<R> {

  /// The failure of an [Awaited] whose time is over; the asker explains it, on its own thread.
  static final RuntimeException TIME_IS_OVER = new Mark("the time of the ask is over");

  private static final Reply<Object> ANSWERED = new Reply<>();
  private static final Reply<Object> FAILED = new Reply<>();

  static {
    ANSWERED.complete("a value that nobody asks for");
    FAILED.completeExceptionally(new Mark("the ask has failed"));
  }

  /// To be cancelled when this is done: the timer or, once an actor owes the answer, its entry
  /// there, which has taken over the timer. Written before the request is sent, and by the
  /// activation that handles the request, which afterwards reads whether this is done; read by the
  /// thread that completes this, afterwards: so one of the two cancels the entry.
  private @Nullable Cancellable timer;

  /// An exception that is shared for the life of the JVM. It has no stack trace: that would keep
  /// the classes, and so the class loader, of the application that happened to ask first.
  private static final class Mark extends RuntimeException {
    private static final long serialVersionUID = 1;

    private Mark(String message) {
      super(message, null, /* enableSuppression= */ false, /* writableStackTrace= */ false);
    }
  }

  /// The future of an asker that blocks, so nothing of a user's is chained to it.
  static final class Awaited<R> extends Reply<R> {}

  /// The future of an ask that the library itself wants to hear the end of.
  static final class Observed<R> extends Reply<R> {

    /// How many dependents are the library's. Written before the request is sent.
    private int own;

    void whenOver(BiConsumer<? super R, ? super @Nullable Throwable> action) {
      own++;
      var _ = whenComplete(action);
    }

    @Override
    boolean hasOthersDependents() {
      return getNumberOfDependents() > own;
    }
  }

  /// {@return whether completing this may run what users have chained to it; a guess, if a user
  /// chains something at this moment}
  boolean hasOthersDependents() {
    return getNumberOfDependents() > 0;
  }

  /// {@return why there is no reply; null if there is one, or is none yet}
  final @Nullable Throwable failure() {
    return isCompletedExceptionally() ? exceptionNow() : null;
  }

  /// {@return one that stands for all that have got their value}
  @SuppressWarnings("unchecked") // as nobody asks for its value
  static <R> Reply<R> answered() {
    return (Reply<R>) (Reply<?>) ANSWERED;
  }

  /// {@return one that stands for all that have failed}
  @SuppressWarnings("unchecked") // as nobody asks for its value
  static <R> Reply<R> failed() {
    return (Reply<R>) (Reply<?>) FAILED;
  }

  /// Makes `promise`, which this is the future of, one of those that `list` owes an answer to,
  /// until this is done. Called by the activation that the list belongs to.
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

package io.aether.actor;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The future of an ask. However it is completed, by the reply or by whoever holds it, its timer is
/// cancelled at once; a hook in place of a dependent, which would cost more than all the rest.
///
/// What is derived from it are plain futures. `completeAsync` goes past the hook: then the timer
/// runs out in vain.
final class Reply<R> extends CompletableFuture<R> {

  /// Set before the request is sent. Read by whoever completes this.
  private @Nullable Cancellable timer;

  /// The request or, once that is of no more use here, its class. Set before it is sent, then owned
  /// by the target's activation; read without ordering by what explains a timeout.
  private Object request = Object.class;

  void begin(Object itsRequest, Cancellable itsTimer) {
    request = itsRequest;
    timer = itsTimer;
    if (isDone()) {
      itsTimer.cancel(); // the address was handed out before the request was
    }
  }

  Object request() {
    return request;
  }

  Class<?> requestClass() {
    Object known = request;
    return known instanceof Class<?> itsClass ? itsClass : known.getClass();
  }

  /// Lets go of the request, which nobody will handle again.
  void forgetRequest() {
    request = requestClass();
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

package io.aether.actor.cell;

import org.jspecify.annotations.Nullable;

/// The request that the calling thread is about to send through a ref that is not an actor, such as
/// a direct router, so that a mailbox behind that ref can find the ask.
record Sending(Promise<?> promise, Object request) {

  private static final ScopedValue<Sending> CURRENT = ScopedValue.newInstance();

  static void during(Promise<?> promise, Object request, Runnable send) {
    ScopedValue.where(CURRENT, new Sending(promise, request)).run(send);
  }

  /// {@return the ask that waits for an answer to `mail`, which the calling thread is sending; null
  /// if there is none}
  static @Nullable Promise<?> askOf(Object mail) {
    Promise<?> known = InBand.promiseOf(mail);
    if (known != null || !CURRENT.isBound()) {
      return known;
    }
    Sending current = CURRENT.get();
    return current.request == InBand.content(mail) ? current.promise : null;
  }

  /// {@return the ask for which the calling thread is sending `request`, to a ref that may pass the
  /// request on or drop it}
  static @Nullable Promise<?> of(Object request) {
    Sending current = CURRENT.isBound() ? CURRENT.get() : null;
    return current != null && current.request == request ? current.promise : null;
  }
}

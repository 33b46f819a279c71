package io.aether.actor;

import org.jspecify.annotations.Nullable;

/// The request that the calling thread is about to send through a ref that is no actor, such as a
/// direct router, so that a mailbox behind that ref knows the ask.
record Sending(Promise<?> promise, Object request) {

  private static final ScopedValue<Sending> CURRENT = ScopedValue.newInstance();

  static void during(Promise<?> promise, Object request, Runnable send) {
    ScopedValue.where(CURRENT, new Sending(promise, request)).run(send);
  }

  /// {@return the ask that waits for an answer to `mail`, which the calling thread is sending; null
  /// if there is none}
  static @Nullable Promise<?> askOf(Object mail) {
    Promise<?> known = InBand.promise(mail);
    if (known != null || !CURRENT.isBound()) {
      return known;
    }
    Sending current = CURRENT.get();
    return current.request == InBand.content(mail) ? current.promise : null;
  }
}

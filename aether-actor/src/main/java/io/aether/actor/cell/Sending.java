package io.aether.actor.cell;

import io.aether.actor.spi.Runner;
import org.jspecify.annotations.Nullable;

/// The request that the calling thread is about to send through a ref that is not an actor, such as
/// a direct router, so that a mailbox behind that ref can find the ask.
///
/// @param promise null while the calling thread sends on its own behalf
/// @param runner the runner of the thread that sends; an actor that runs in place, within the send,
///   has another one, and sends on its own behalf
record Sending(@Nullable Promise<?> promise, Object request, @Nullable Runner runner) {

  private static final ScopedValue<Sending> CURRENT = ScopedValue.newInstance();
  private static final Sending NONE = new Sending(null, new Object(), null);

  static void during(Promise<?> promise, Object request, Runnable send) {
    ScopedValue.where(CURRENT, new Sending(promise, request, Runner.current())).run(send);
  }

  /// Runs `send` without an ask: a message that goes to several recipients is not the request of
  /// one.
  static void outsideAsks(Runnable send) {
    if (CURRENT.isBound()) {
      ScopedValue.where(CURRENT, NONE).run(send);
    } else {
      send.run();
    }
  }

  /// {@return the ask that waits for an answer to `mail`, which the calling thread is sending; null
  /// if there is none}
  static @Nullable Promise<?> askOf(Object mail) {
    Promise<?> known = InBand.promiseOf(mail);
    return known != null || !CURRENT.isBound() ? known : of(InBand.content(mail));
  }

  /// {@return the ask for which the calling thread is sending `request`, to a ref that may pass the
  /// request on or drop it}
  static @Nullable Promise<?> of(Object request) {
    Sending current = CURRENT.isBound() ? CURRENT.get() : null;
    return current != null && current.request == request && current.runner == Runner.current()
        ? current.promise
        : null;
  }
}

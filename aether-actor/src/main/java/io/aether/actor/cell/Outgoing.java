package io.aether.actor.cell;

import io.aether.actor.ActorRef;
import io.aether.actor.DeadLetter;
import io.aether.actor.intercept.OutgoingInterceptor;
import io.aether.actor.spi.Runner;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Passes messages through the [OutgoingInterceptor]s.
final class Outgoing {

  private Outgoing() {}

  /// {@return the entry to be delivered in place of `mail`, or null if it was held back}
  ///
  /// @param offered whether the sender is notified, so that a message held back is not a dead
  ///   letter
  static @Nullable Object pass(CustomizedCell<?> recipient, Object mail, boolean offered) {
    if (mail instanceof InBand.Adapted adapted && adapted.own) {
      return mail;
    }
    Thread thread = Thread.currentThread(); // may be the timers thread or a foreign one
    ClassLoader outer = thread.getContextClassLoader();
    thread.setContextClassLoader(recipient.system.contextClassLoader);
    try {
      return intercepted(recipient, mail, offered);
    } finally {
      thread.setContextClassLoader(outer);
    }
  }

  private static @Nullable Object intercepted(
      CustomizedCell<?> recipient, Object mail, boolean offered) {
    Object message = InBand.content(mail);
    Object now = message;
    for (OutgoingInterceptor interceptor : recipient.handling.outgoing()) {
      Optional<?> next = interceptor.outgoing(sender(), recipient.self(), now);
      if (next.isEmpty()) {
        if (!offered) {
          recipient
              .system
              .deadLetters()
              .publish(now, recipient.path(), DeadLetter.Reason.INTERCEPTED);
        }
        Promise<?> promise = InBand.promiseOf(mail);
        if (promise != null) {
          promise.undelivered(DeadLetter.Reason.INTERCEPTED);
        }
        return null;
      }
      now = next.get();
    }
    return now == message ? mail : replaced(mail, now);
  }

  private static Object replaced(Object mail, Object message) {
    return switch (mail) {
      case InBand.Request request -> {
        Promise<?> promise = Objects.requireNonNull(request.promise);
        promise.replaceRequest(message);
        yield new InBand.Request(promise, message);
      }
      case InBand.Adapted adapted -> adapted.replaced(message);
      default -> message;
    };
  }

  private static @Nullable ActorRef<?> sender() {
    Runner runner = Runner.current();
    return runner != null && runner.running() instanceof ActorCell<?> cell ? cell.self() : null;
  }
}

package io.aether.actor;

import io.aether.actor.spi.Runner;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The way of mail past the [OutgoingInterceptor]s.
final class Outgoing {

  private Outgoing() {}

  /// {@return the mail to be delivered in place of `mail`, or null if it was held back}
  ///
  /// @param offered whether the sender is told, so that what is held back is no dead letter
  static @Nullable Object pass(CustomizedCell<?> recipient, Object mail, boolean offered) {
    if (mail instanceof InBand.Adapted adapted && adapted.own) {
      return mail;
    }
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
        return null;
      }
      now = next.get();
    }
    return now == message ? mail : replaced(mail, now);
  }

  private static Object replaced(Object mail, Object message) {
    return switch (mail) {
      case InBand.Request request -> {
        request.promise.replaceRequest(message);
        yield mail;
      }
      case InBand.Adapted adapted ->
          InBand.Adapted.asked(adapted.adapter, message, adapted.promise);
      default -> message;
    };
  }

  private static Optional<ActorRef<?>> sender() {
    Runner runner = Runner.current();
    return runner != null && runner.running() instanceof ActorCell<?> cell
        ? Optional.of(Objects.requireNonNull(cell.self()))
        : Optional.empty();
  }
}

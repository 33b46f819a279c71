package io.aether.actor.delivery;

import io.aether.actor.annotation.Experimental;
import org.jspecify.annotations.Nullable;

/// A producer controller could not accept a message, or does not know whether a message is stored.
/// Its message says which, and whether the message may be delivered nevertheless. A producer
/// controller whose durable queue fails for longer than [DurableQueue.Retry] allows also fails with
/// this exception.
@Experimental
public final class DeliveryException extends RuntimeException {
  private static final long serialVersionUID = 1;

  DeliveryException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

package io.aether.nats;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Nothing on the server answers requests to a subject, which the server says at once.
final class NoRespondersException extends IOException {
  private static final long serialVersionUID = 1;

  NoRespondersException(String subject, @Nullable Throwable cause) {
    super("No responders for a request to " + subject, cause);
  }
}

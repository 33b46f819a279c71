package io.aether.nats;

import io.aether.actor.annotation.Experimental;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A journal, snapshot store, transport or control store was not opened. The message says what was
/// opened, what happened, where, and what to do. Nothing stays open after it.
@Experimental
public final class NatsOpenException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// Why it was not opened.
  public enum Reason {

    /// No nats-server answers at any of the addresses. Another attempt may succeed later.
    UNREACHABLE,

    /// The server refuses the credentials, or does not let this user do what is needed.
    UNAUTHORIZED,

    /// The server, or the account, has no JetStream.
    NO_JETSTREAM,

    /// The server did not answer in time, for example because JetStream elects a leader. Another
    /// attempt may succeed later.
    NO_ANSWER,

    /// The server is too old to store data safely.
    SERVER_TOO_OLD,

    /// The stream exists with a configuration that would lose data or return wrong data.
    WRONG_STREAM,

    /// The server refuses to create or to show the stream.
    REFUSED,

    /// The calling thread was interrupted; its interrupt flag is set again.
    INTERRUPTED
  }

  private final Reason reason;

  NatsOpenException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = Objects.requireNonNull(reason);
  }

  public Reason reason() {
    return reason;
  }
}

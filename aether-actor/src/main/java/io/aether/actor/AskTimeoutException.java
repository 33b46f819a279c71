package io.aether.actor;

import io.aether.actor.spi.SafeText;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// No reply arrived in time. The request may have been processed, or may yet be: one that is still
/// in its mailbox will not.
public final class AskTimeoutException extends AskException {
  private static final long serialVersionUID = 1;

  private final Duration timeout;
  private final transient @Nullable TargetState state;

  AskTimeoutException(
      ActorPath target, Class<?> request, Duration timeout, @Nullable TargetState state) {
    super(
        "No reply from %s to a %s within %s%s"
            .formatted(
                target,
                SafeText.simpleName(request),
                words(timeout),
                state == null ? "" : ": " + state.words()),
        null,
        target,
        request);
    this.timeout = timeout;
    this.state = state;
  }

  static String words(Duration time) {
    boolean inMillis =
        time.compareTo(Duration.ofMillis(1)) >= 0 && time.compareTo(Duration.ofDays(1)) < 0;
    return inMillis ? time.toMillis() + " ms" : time.toString();
  }

  /// {@return how long the asker has waited}
  public Duration timeout() {
    return timeout;
  }

  /// {@return what the target was at when the time was over; empty unless it is an actor of the
  /// same system}
  public Optional<TargetState> targetState() {
    return Optional.ofNullable(state);
  }
}

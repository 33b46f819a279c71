package io.aether.actor;

import io.aether.actor.annotation.Stable;
import io.aether.actor.inspect.TargetState;
import io.aether.actor.spi.SafeText;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// An ask has ended without a reply. In every case the request may have been processed, so repeat
/// only idempotent requests.
///
/// [ActorRef#ask] throws it with the stack trace of the asker. A future of [ActorRef#askAsync]
/// fails with it; its stack trace is then of no use.
@Stable
public abstract sealed class AskException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient ActorPath target;
  private final transient Class<?> request;

  AskException(String message, @Nullable Throwable cause, ActorPath target, Class<?> request) {
    super(message, cause);
    this.target = target;
    this.request = request;
  }

  /// {@return the actor that was asked}
  public ActorPath target() {
    return target;
  }

  /// {@return the class of the request}
  public Class<?> request() {
    return request;
  }

  /// No reply arrived in time. The request may have been processed, or may yet be processed; a
  /// request that is still in the mailbox will not be.
  public static final class TimedOut extends AskException {
    private static final long serialVersionUID = 1;

    private final Duration timeout;
    private final transient @Nullable TargetState state;

    public TimedOut(
        ActorPath target, Class<?> request, Duration timeout, @Nullable TargetState state) {
      super(
          "No reply from %s to a %s within %s%s"
              .formatted(
                  target,
                  SafeText.simpleName(request),
                  TargetState.words(timeout),
                  state == null ? "" : ": " + state.words()),
          null,
          target,
          request);
      this.timeout = timeout;
      this.state = state;
    }

    /// {@return the time that the asker has waited}
    public Duration timeout() {
      return timeout;
    }

    /// {@return the state of the target when the timeout ended; empty unless the target is an actor
    /// of the same system}
    public Optional<TargetState> targetState() {
      return Optional.ofNullable(state);
    }
  }

  /// The actor that was asked has stopped without a reply. The cause is the failure that stopped
  /// it, if there was one.
  ///
  /// The asker detects this only for actors of the same system; an ask of any other actor ends by
  /// its timeout.
  public static final class TargetStopped extends AskException {
    private static final long serialVersionUID = 1;

    private final StopReason reason;

    public TargetStopped(
        ActorPath target, Class<?> request, StopReason reason, @Nullable Throwable failure) {
      super(
          "%s stopped (%s) without a reply to a %s"
              .formatted(target, reason, SafeText.simpleName(request)),
          failure,
          target,
          request);
      this.reason = reason;
    }

    /// {@return why the actor stopped}
    public StopReason reason() {
      return reason;
    }
  }

  /// The mailbox of the actor that was asked, or its stash, had no room for the request, or dropped
  /// it to make room for a later message.
  public static final class Overflow extends AskException {
    private static final long serialVersionUID = 1;

    public Overflow(ActorPath target, Class<?> request) {
      super(
          "The mailbox or the stash of %s had no room for a %s"
              .formatted(target, SafeText.simpleName(request)),
          null,
          target,
          request);
    }
  }

  /// The ask would have closed a cycle of actors that wait for each other. The request was not
  /// sent. Thrown only if [ActorSystemConfig#askCycles()] is `FAIL`.
  public static final class Cycle extends AskException {
    private static final long serialVersionUID = 1;

    private final transient List<ActorPath> cycle;

    public Cycle(ActorPath target, Class<?> request, List<ActorPath> cycle) {
      super(
          "An ask with a %s would deadlock, because it closes a cycle: %s; reply before asking, or"
                  .formatted(SafeText.simpleName(request), words(cycle))
              + " use pipeToSelf with askAsync",
          null,
          target,
          request);
      this.cycle = cycle;
    }

    /// {@return the cycle: each actor waits for the next one; the first and the last are the actor
    /// that asks}
    public List<ActorPath> cycle() {
      return cycle;
    }

    private static String words(List<ActorPath> cycle) {
      return cycle.stream().map(ActorPath::toString).collect(Collectors.joining(" waits for "));
    }
  }

  /// The actor that was asked failed while it handled the request, and continues: its supervision
  /// has resumed or restarted it, or its supervisor keeps it. The request is not repeated. The
  /// cause is the failure.
  ///
  /// The handler may have left the reply to another actor before it failed; a reply that arrives
  /// anyway becomes a dead letter ([DeadLetter.Reason#LATE_REPLY]).
  ///
  /// The asker detects a failure only for actors of the same system; an ask of any other actor ends
  /// by its timeout.
  public static final class TargetFailed extends AskException {
    private static final long serialVersionUID = 1;

    public TargetFailed(ActorPath target, Class<?> request, Throwable failure) {
      super(
          "%s failed while it handled a %s (%s), and continues without a reply"
              .formatted(target, SafeText.simpleName(request), failure.getClass().getName()),
          Objects.requireNonNull(failure, "failure"),
          target,
          request);
    }
  }

  /// The request became a dead letter: the behavior of the actor that was asked does not handle it,
  /// an [OutgoingInterceptor] held it back, or a router had no routee for it.
  ///
  /// The asker detects an unhandled request only for actors of the same system; an ask of any other
  /// actor ends by its timeout.
  public static final class Undelivered extends AskException {
    private static final long serialVersionUID = 1;

    private final DeadLetter.Reason reason;

    public Undelivered(ActorPath target, Class<?> request, DeadLetter.Reason reason) {
      super(
          "A %s to %s became a dead letter (%s), so there will be no reply"
              .formatted(SafeText.simpleName(request), target, reason),
          null,
          target,
          request);
      this.reason = reason;
    }

    /// {@return the reason why the request reached no behavior that handles it}
    public DeadLetter.Reason reason() {
      return reason;
    }
  }

  /// The actor that was asked had stashed the request, and has dropped it from the stash; see
  /// [StashBuffer#clear]. The request was not handled.
  public static final class Dropped extends AskException {
    private static final long serialVersionUID = 1;

    public Dropped(ActorPath target, Class<?> request) {
      super(
          "%s dropped a %s from its stash without handling it"
              .formatted(target, SafeText.simpleName(request)),
          null,
          target,
          request);
    }
  }
}

package io.aether.actor;

import io.aether.actor.annotation.Stable;
import io.aether.actor.spi.SafeText;
import java.util.Objects;

/// A notice of the runtime to a behavior, apart from messages. Signals are never lost.
@Stable
public sealed interface Signal {

  /// This behavior failed and is about to be replaced by a new one; release the resources it holds.
  record PreRestart() implements Signal {}

  /// This actor and its children have stopped. This is the last signal that a behavior receives.
  record PostStop(StopReason reason) implements Signal {
    public PostStop {
      Objects.requireNonNull(reason, "reason");
    }
  }

  /// A watched actor has stopped. Arrives after every message that the watched actor has sent to
  /// this one.
  record Terminated(ActorRef<?> ref, StopReason reason) implements Signal {
    public Terminated {
      Objects.requireNonNull(ref, "ref");
      Objects.requireNonNull(reason, "reason");
    }
  }

  /// A watched child has stopped because it, or its creation, failed with `cause`; received in
  /// place of [Terminated]. All other watchers receive [Terminated].
  record ChildFailed(ActorRef<?> ref, Throwable cause) implements Signal {
    public ChildFailed {
      Objects.requireNonNull(ref, "ref");
      Objects.requireNonNull(cause, "cause");
    }

    @Override
    public String toString() {
      return "ChildFailed[ref=" + ref + ", cause=" + SafeText.of(cause) + "]";
    }
  }

  /// A watched actor stopped and the watcher's behavior did not handle the signal.
  final class DeathPactException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public DeathPactException(ActorPath watcher, Signal signal) {
      super(
          watcher
              + " received "
              + SafeText.of(signal)
              + " and did not handle it; handle the signal in onSignal, or do not watch");
    }
  }
}

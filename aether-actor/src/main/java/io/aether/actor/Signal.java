package io.aether.actor;

import io.aether.actor.spi.SafeText;
import java.util.Objects;

/// What the runtime tells a behavior, apart from messages. Signals are never lost.
public sealed interface Signal {

  /// This behavior failed and is about to be replaced by a new one; release what it holds.
  record PreRestart() implements Signal {}

  /// This actor has stopped, and so have its children. The last thing a behavior hears.
  record PostStop(StopReason reason) implements Signal {
    public PostStop {
      Objects.requireNonNull(reason, "reason");
    }
  }

  /// A watched actor has stopped. Arrives behind every message that actor had sent to this one.
  record Terminated(ActorRef<?> ref, StopReason reason) implements Signal {
    public Terminated {
      Objects.requireNonNull(ref, "ref");
      Objects.requireNonNull(reason, "reason");
    }
  }

  /// A watched child has stopped because it, or its creation, failed with `cause`; comes in place
  /// of [Terminated]. All other watchers receive [Terminated].
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

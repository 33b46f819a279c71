package io.aether.actor.spi;

import io.aether.actor.ActorRef;
import io.aether.actor.Signal;
import java.util.Objects;

/// What runtimes of actors tell each other; it crosses nodes, so it is part of the wire format.
public sealed interface SystemMessage {

  /// Stop after the current message. Overtakes queued messages.
  record Stop() implements SystemMessage {}

  /// Tell `watcher` when the receiver has stopped. Overtakes queued messages.
  record Watch(ActorRef<?> watcher) implements SystemMessage {
    public Watch {
      Objects.requireNonNull(watcher, "watcher");
    }
  }

  /// Ends [Watch]. Overtakes queued messages.
  record Unwatch(ActorRef<?> watcher) implements SystemMessage {
    public Unwatch {
      Objects.requireNonNull(watcher, "watcher");
    }
  }

  /// A watched actor is gone. Travels behind what that actor had sent.
  record Notify(Signal signal) implements SystemMessage {
    public Notify {
      Objects.requireNonNull(signal, "signal");
    }
  }
}

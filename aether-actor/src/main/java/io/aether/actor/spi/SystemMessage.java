package io.aether.actor.spi;

import io.aether.actor.ActorRef;
import io.aether.actor.Signal;
import io.aether.actor.annotation.Experimental;
import java.util.Objects;

/// A message between actor runtimes. It crosses nodes, so it is part of the wire format.
@Experimental
public sealed interface SystemMessage {

  /// Stops the recipient after its current message. Overtakes queued messages.
  record Stop() implements SystemMessage {}

  /// Notifies `watcher` when the recipient has stopped. Overtakes queued messages.
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

  /// A watched actor has stopped. Arrives after the messages that the watched actor has sent.
  record Notify(Signal signal) implements SystemMessage {
    public Notify {
      Objects.requireNonNull(signal, "signal");
    }
  }
}

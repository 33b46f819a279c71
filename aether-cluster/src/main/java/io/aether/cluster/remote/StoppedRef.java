package io.aether.cluster.remote;

import io.aether.actor.ActorPath;
import io.aether.actor.ActorSystem;
import io.aether.actor.DeadLetter;
import io.aether.actor.Signal;
import io.aether.actor.StopReason;
import io.aether.actor.spi.AbstractRef;
import io.aether.actor.spi.SystemMessage;
import java.util.Objects;

/// The ref of a local actor that had stopped, or of an ask that had ended, when its own node
/// decoded the ref.
final class StoppedRef<M> extends AbstractRef<M> {

  private final ActorSystem system;
  private final long exportId;
  private final ActorPath path;

  StoppedRef(ActorSystem system, long exportId, ActorPath path) {
    this.system = system;
    this.exportId = exportId;
    this.path = path;
  }

  long exportId() {
    return exportId;
  }

  @Override
  public void tell(M message) {
    system
        .spi()
        .deadLetter(Objects.requireNonNull(message, "message"), path, DeadLetter.Reason.STOPPED);
  }

  @Override
  public void send(SystemMessage message) {
    switch (message) {
      case SystemMessage.Watch(var watcher) ->
          AbstractRef.of(watcher)
              .send(new SystemMessage.Notify(new Signal.Terminated(this, StopReason.UNKNOWN)));
      case SystemMessage.Stop _, SystemMessage.Unwatch _, SystemMessage.Notify _ -> {
        // The actor has stopped: there is nothing to do.
      }
    }
  }

  @Override
  public ActorPath path() {
    return path;
  }

  @Override
  public ActorSystem system() {
    return system;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StoppedRef<?> that
        && that.system == system
        && that.exportId == exportId;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(exportId);
  }
}

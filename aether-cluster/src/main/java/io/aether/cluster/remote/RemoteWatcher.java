package io.aether.cluster.remote;

import io.aether.actor.ActorPath;
import io.aether.actor.ActorSystem;
import io.aether.actor.spi.AbstractRef;
import io.aether.actor.spi.SystemMessage;

/// Represents an actor on another node that watches a local one. It keeps the number under which
/// the watcher knows the watched actor, because that actor is no longer exported when it has
/// stopped.
final class RemoteWatcher extends AbstractRef<Object> {

  private final RemoteRef<?> watcher;
  private final long watched;
  private final String watchedPath;

  RemoteWatcher(RemoteRef<?> watcher, long watched, String watchedPath) {
    this.watcher = watcher;
    this.watched = watched;
    this.watchedPath = watchedPath;
  }

  /// The link to the watcher's node.
  LinkSender link() {
    return watcher.link();
  }

  /// The number under which its node has exported the watcher.
  long exportId() {
    return watcher.exportId();
  }

  /// The number under which this node has exported the watched actor.
  long watched() {
    return watched;
  }

  String watchedPath() {
    return watchedPath;
  }

  @Override
  public void tell(Object message) {
    throw new UnsupportedOperationException(
        "only the runtime knows this ref, and sends no messages");
  }

  @Override
  public void send(SystemMessage message) {
    if (message instanceof SystemMessage.Notify(var signal)) {
      link().terminated(this, LinkSender.reason(signal));
    } // nothing else is sent to a watcher
  }

  @Override
  public ActorPath path() {
    return watcher.path();
  }

  @Override
  public ActorSystem system() {
    return watcher.system();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RemoteWatcher that
        && that.watched == watched
        && that.watcher.equals(watcher);
  }

  @Override
  public int hashCode() {
    return 31 * watcher.hashCode() + Long.hashCode(watched);
  }
}

package io.aether.cluster.remote;

import io.aether.actor.ActorPath;
import io.aether.actor.ActorSystem;
import io.aether.actor.spi.AbstractRef;
import io.aether.actor.spi.SystemMessage;
import io.aether.cluster.NodeId;
import java.util.Objects;

/// The ref of an actor on another node, which that node finds by the number it exported it under.
final class RemoteRef<M> extends AbstractRef<M> {

  private final LinkSender link;
  private final long exportId;
  private final ActorPath path;

  RemoteRef(LinkSender link, long exportId, ActorPath path) {
    this.link = link;
    this.exportId = exportId;
    this.path = path;
  }

  NodeId node() {
    return link.target();
  }

  LinkSender link() {
    return link;
  }

  long exportId() {
    return exportId;
  }

  @Override
  public void tell(M message) {
    link.tell(this, Objects.requireNonNull(message, "message"));
  }

  @Override
  public void send(SystemMessage message) {
    link.send(this, message);
  }

  @Override
  public ActorPath path() {
    return path;
  }

  @Override
  public ActorSystem system() {
    return link.system();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RemoteRef<?> that
        && that.exportId == exportId
        && that.node().equals(node());
  }

  @Override
  public int hashCode() {
    return 31 * node().hashCode() + Long.hashCode(exportId);
  }

  @Override
  public String toString() {
    return "ActorRef[" + node() + path + "#" + exportId + "]";
  }
}

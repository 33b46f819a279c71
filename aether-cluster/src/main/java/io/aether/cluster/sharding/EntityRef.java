package io.aether.cluster.sharding;

import io.aether.actor.ActorPath;
import io.aether.actor.ActorSystem;
import io.aether.actor.spi.AbstractRef;
import io.aether.actor.spi.SystemMessage;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The ref of a sharded entity: equal by type and id, valid on every node.
final class EntityRef<M> extends AbstractRef<M> {

  private final Region region;
  private final String id;
  private final int shard;

  EntityRef(Region region, String id, int shard) {
    this.region = region;
    this.id = id;
    this.shard = shard;
  }

  String type() {
    return region.type();
  }

  String id() {
    return id;
  }

  @Override
  public void tell(M message) {
    region
        .shard(shard)
        .tell(new InTransit.ToEntity(id, Objects.requireNonNull(message, "message")));
  }

  @Override
  public void send(SystemMessage message) {
    switch (message) {
      case SystemMessage.Watch _, SystemMessage.Unwatch _ ->
          throw new IllegalArgumentException(
              path()
                  + " is a sharded entity and cannot be watched: it may stop and start again at any"
                  + " time, on any node; ask it, or let it send you a message");
      case SystemMessage.Stop _ ->
          throw new IllegalArgumentException(
              path()
                  + " is a sharded entity and cannot be stopped from outside; send it a message"
                  + " that makes it stop");
      case SystemMessage.Notify _ ->
          throw new IllegalArgumentException(path() + " watches through its local ref only");
    }
  }

  @Override
  public ActorSystem system() {
    return region.system();
  }

  @Override
  public ActorPath path() {
    return new ActorPath("/sharding/" + region.type() + "/" + id);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EntityRef<?> ref && ref.id.equals(id) && ref.type().equals(type());
  }

  @Override
  public int hashCode() {
    return id.hashCode() * 31 + type().hashCode();
  }
}

import org.jspecify.annotations.NullMarked;

/// One actor system on many nodes: membership, remote refs, sharded entities.
@NullMarked
module io.aether.cluster {
  requires static transitive org.jspecify;
  requires transitive io.aether.actor;
  requires transitive io.aether.nats;
  requires com.esotericsoftware.kryo;

  exports io.aether.cluster; // what applications use
  exports io.aether.cluster.spi; // what networks and control stores implement
  exports io.aether.cluster.memory;
  exports io.aether.cluster.nats;
}

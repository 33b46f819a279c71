package io.aether.cluster;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.annotation.Experimental;
import io.aether.cluster.remote.CodecException;
import io.aether.cluster.remote.EntityAddressing;
import io.aether.cluster.remote.Remoting;
import io.aether.cluster.sharding.ShardingService;
import io.aether.cluster.spi.Transport;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Encodes and decodes messages as for another node, without a cluster: for tests and measurements
/// of messages. Thread-safe.
///
/// Refs of the system's actors and of entities are decoded as the same refs.
@Experimental
public final class MessageCodec {

  private static final int MAX_FRAME_BYTES = 1024 * 1024;

  private final Remoting remoting;

  private MessageCodec(Remoting remoting) {
    this.remoting = remoting;
    remoting.addressEntitiesBy(new EntitiesInSight());
  }

  /// A codec for messages between the actors of `system`.
  ///
  /// @throws IllegalArgumentException if one of the types could never be sent; the message says why
  public static MessageCodec of(ActorSystem system, MessageTypes messages) {
    var self = new NodeId("codec", 0);
    return new MessageCodec(Remoting.start(system, self, new NoTransport(), messages));
  }

  /// {@return `message`, encoded}
  ///
  /// @throws IllegalArgumentException if it cannot be sent to another node; the text says why
  public byte[] encode(Object message) {
    try {
      return remoting.encode(message);
    } catch (CodecException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /// {@return the message that was encoded as `bytes`}
  ///
  /// @throws IllegalArgumentException if they are not a result of [#encode]
  public Object decode(byte[] bytes) {
    try {
      return remoting.decode(bytes);
    } catch (CodecException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /// Remembers the refs of entities that were encoded here.
  private static final class EntitiesInSight implements EntityAddressing {

    /// Any thread; never iterated.
    private final Map<EntityAddress, ActorRef<?>> refs = new ConcurrentHashMap<>();

    @Override
    public Optional<EntityAddress> addressOf(ActorRef<?> ref) {
      Optional<EntityAddress> address = ShardingService.entityAddressOf(ref);
      address.ifPresent(it -> refs.put(it, ref));
      return address;
    }

    @Override
    public ActorRef<?> resolve(EntityAddress address) {
      ActorRef<?> ref = refs.get(address);
      if (ref == null) {
        throw new IllegalArgumentException("This codec has never encoded a ref of " + address);
      }
      return ref;
    }
  }

  /// Sends nothing.
  private static final class NoTransport implements Transport {
    @Override
    public void start(NodeId self, Receiver receiver) {}

    @Override
    public void send(NodeId target, byte[] frame) {
      throw new IllegalStateException("a codec sends nothing");
    }

    @Override
    public int maxFrameBytes() {
      return MAX_FRAME_BYTES;
    }

    @Override
    public void close() {}
  }
}

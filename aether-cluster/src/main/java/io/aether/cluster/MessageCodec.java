package io.aether.cluster;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.cluster.remote.CodecException;
import io.aether.cluster.remote.EntityAddressing;
import io.aether.cluster.remote.Remoting;
import io.aether.cluster.sharding.ShardingService;
import io.aether.cluster.spi.Transport;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Turns messages into the bytes that would cross the wire, and back, without a cluster: for tests
/// of what is to be sent, and for measuring it. Thread-safe.
///
/// Refs of the system's actors come back as they were, and so do those of entities.
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

  /// {@return the bytes of `message`}
  ///
  /// @throws IllegalArgumentException if it cannot cross the wire; the message says why
  public byte[] encode(Object message) {
    try {
      return remoting.encode(message);
    } catch (CodecException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /// {@return the message that `bytes` are those of}
  ///
  /// @throws IllegalArgumentException if they are not what [#encode] gave
  public Object decode(byte[] bytes) {
    try {
      return remoting.decode(bytes);
    } catch (CodecException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /// Finds the refs of entities again that were encoded here.
  private static final class EntitiesInSight implements EntityAddressing {

    /// Any thread; never walked.
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

  /// Leads nowhere.
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

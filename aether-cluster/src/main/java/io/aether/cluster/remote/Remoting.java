package io.aether.cluster.remote;

import io.aether.actor.ActorPath;
import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.DeadLetter;
import io.aether.actor.spi.AbstractRef;
import io.aether.actor.spi.SafeText;
import io.aether.cluster.MessageTypes;
import io.aether.cluster.NodeId;
import io.aether.cluster.spi.Transport;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Connects a node with the others: creates refs of their actors, sends messages to them, and
/// delivers messages from them. Knows no membership; its caller reports [#nodeGone]. Thread-safe.
///
///     RemoteRef.tell - LinkSender (encode, queue, frame) - Transport ~ Transport - Inbound - ActorRef.tell
///
/// Delivery is at most once, and in order from one node to another.
public final class Remoting implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Remoting.class);

  private static final int MAX_NAME_LENGTH = 255;

  private static final EntityAddressing NO_ENTITIES = new NoEntities();

  private final ActorSystem system;
  private final NodeId self;
  private final Transport transport;
  private final int maxFrameBytes;
  private final RefFormat refs = new RefFormat(this);
  private final KryoCodec codec;
  private final LocalServices localServices;
  private final Counters counters = new Counters();
  private final LogLimit logLimit = new LogLimit();

  /// One link for each node ever seen in a frame or a ref, in a fixed order. Any thread.
  private final Map<NodeId, LinkSender> links = new ConcurrentSkipListMap<>();

  /// Any thread; never iterated.
  private final Map<Integer, ServiceHandler> services = new ConcurrentHashMap<>();

  /// Set once by sharding; read by any thread.
  private volatile EntityAddressing entityAddressing = NO_ENTITIES;

  /// Set by [#close]; read by any thread.
  private volatile boolean closed;

  private Remoting(
      ActorSystem system,
      NodeId self,
      Transport transport,
      MessageTypes messages,
      InternalTypes internals) {
    if (self.name().length() > MAX_NAME_LENGTH) {
      throw new IllegalArgumentException(
          "Each frame carries the node's name, so it has at most %d characters, but was: %s"
              .formatted(MAX_NAME_LENGTH, self.name()));
    }
    this.system = system;
    this.self = self;
    this.transport = transport;
    this.maxFrameBytes = transport.maxFrameBytes();
    this.codec =
        new KryoCodec(
            messages,
            internals,
            refs,
            maxFrameBytes - Frame.headerBytes(self) - Frame.ENVELOPE_BYTES);
    this.localServices = new LocalServices(this);
  }

  /// Starts `transport` and lets other nodes reach the exported actors of `system`.
  ///
  /// @param transport not started yet; closed with this object
  /// @throws IllegalArgumentException if one of the types could never be sent, or the node's name
  ///   is longer than 255 characters
  public static Remoting start(
      ActorSystem system,
      NodeId self,
      Transport transport,
      MessageTypes messages,
      InternalTypes internals) {
    var remoting = new Remoting(system, self, transport, messages, internals);
    transport.start(self, new Inbound(remoting));
    return remoting;
  }

  /// Starts without internal protocols.
  public static Remoting start(
      ActorSystem system, NodeId self, Transport transport, MessageTypes messages) {
    return start(system, self, transport, messages, InternalTypes.NONE);
  }

  /// {@return the id of this node}
  public NodeId self() {
    return self;
  }

  /// Sends `message` to a service of a node, which may be this one; in order with the messages that
  /// actors send there. Never blocks.
  public void send(NodeId target, int service, Object message) {
    if (target.equals(self)) {
      localServices.add(new LocalServices.Sent(service, message));
    } else {
      link(target).send(service, message);
    }
  }

  /// Registers the handler of a service of this node.
  ///
  /// @throws IllegalStateException if the service has a handler
  public void onService(int service, ServiceHandler handler) {
    if (services.putIfAbsent(service, handler) != null) {
      throw new IllegalStateException("Service " + service + " has a handler already");
    }
  }

  /// Sets the codec of refs of entities. Called once, before any is sent.
  public void addressEntitiesBy(EntityAddressing addressing) {
    entityAddressing = addressing;
  }

  /// {@return the ref of the actor that `node` exported under `exportId`: the local ref if it is
  /// this node}
  public AbstractRef<?> ref(NodeId node, long exportId, String path) {
    var actorPath = new ActorPath(path);
    if (!node.equals(self)) {
      return new RemoteRef<>(link(node), exportId, actorPath);
    }
    Optional<ActorRef<?>> exported = system.spi().exported(exportId);
    return exported.isPresent()
        ? AbstractRef.of(exported.get())
        : new StoppedRef<>(system, exportId, actorPath);
  }

  /// Gives up a node forever: local watchers of its actors receive their end, messages to it become
  /// dead letters, and frames that still arrive from it are dropped.
  public void nodeGone(NodeId node) {
    link(node).gone();
  }

  /// Encodes a message as for another node.
  ///
  /// @throws CodecException if it cannot be encoded, or would not fit into a frame
  public byte[] encode(Object message) throws CodecException {
    return codec.encode(message);
  }

  /// Decodes the result of [#encode] on this node or another.
  ///
  /// @throws CodecException if these are not the bytes of one message
  public Object decode(byte[] bytes) throws CodecException {
    return codec.decode(bytes, 0, bytes.length);
  }

  /// {@return the size of the largest message that can be sent, encoded}
  public int maxMessageBytes() {
    return codec.maxBytes();
  }

  /// {@return the traffic so far}
  public Traffic traffic() {
    return counters.sums();
  }

  /// Gives up all nodes and closes the transport. Idempotent.
  @Override
  public void close() {
    closed = true;
    links.values().forEach(LinkSender::gone);
    transport.close();
  }

  // ---- For the rest of the package ----

  LinkSender link(NodeId node) {
    LinkSender known = links.get(node);
    if (known == null) {
      known = links.computeIfAbsent(node, each -> new LinkSender(this, each));
    }
    if (closed && !known.isGone()) {
      known.gone(); // it was created while the others were given up
    }
    return known;
  }

  void handle(NodeId sender, int service, Object message) {
    ServiceHandler handler = services.get(service);
    if (handler == null) {
      system.spi().deadLetter(message, servicePath(service), DeadLetter.Reason.UNHANDLED);
      return;
    }
    try {
      handler.receive(sender, message);
    } catch (RuntimeException e) {
      LOG.error(
          "{}: service {} failed on a {} from {}",
          self,
          service,
          message.getClass().getName(),
          sender,
          SafeText.printable(e));
    }
  }

  void notEncoded(Object message, NodeId target, ActorPath recipient, CodecException problem) {
    long times = logLimit.worthLogging(message.getClass().getName());
    if (times > 0) {
      LOG.error(
          "{}: to {}{}: {} (time {})",
          self,
          target,
          recipient,
          problem.getMessage(),
          times,
          SafeText.printable(Objects.requireNonNullElse(problem.getCause(), problem)));
    }
    system.spi().deadLetter(message, recipient, DeadLetter.Reason.SERIALIZATION);
  }

  static ActorPath servicePath(int service) {
    return new ActorPath("/system/remoting/" + service);
  }

  ActorSystem system() {
    return system;
  }

  Transport transport() {
    return transport;
  }

  int maxFrameBytes() {
    return maxFrameBytes;
  }

  KryoCodec codec() {
    return codec;
  }

  RefFormat refs() {
    return refs;
  }

  EntityAddressing entityAddressing() {
    return entityAddressing;
  }

  Counters counters() {
    return counters;
  }

  LogLimit logLimit() {
    return logLimit;
  }

  /// A node without sharding.
  private static final class NoEntities implements EntityAddressing {
    @Override
    public Optional<EntityAddress> addressOf(ActorRef<?> ref) {
      return Optional.empty();
    }

    @Override
    public ActorRef<?> resolve(EntityAddress address) {
      throw new IllegalStateException(
          "A message refers to " + address + ", but this node has no sharding; start it first");
    }
  }
}

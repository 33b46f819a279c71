package io.aether.cluster.nats;

import io.aether.actor.ActorSystem;
import io.aether.actor.annotation.Experimental;
import io.aether.actor.spi.SafeText;
import io.aether.cluster.NodeId;
import io.aether.cluster.spi.Transport;
import io.aether.nats.NatsClient;
import io.aether.nats.NatsOpenException;
import io.aether.nats.NatsSettings;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A transport over core NATS: each node subscribes to its own subject,
/// `aether.n.<cluster>.<node>`. Thread-safe.
///
/// Core NATS keeps the order of one sender and may lose messages: while the connection is down,
/// when frames are sent faster than the connection writes them, and when they arrive faster than
/// they are received. All losses are counted and logged.
@Experimental
public final class NatsTransport implements Transport {

  private static final Logger LOG = LoggerFactory.getLogger(NatsTransport.class);

  private final NatsClient nats;
  private final Connection connection;
  private final NatsTransportSettings settings;
  private final String prefix;
  private final int maxFrameBytes;
  private final long maxOutgoing;
  private final AtomicLong lost = new AtomicLong();

  /// Set by [#start]; read by any thread.
  private volatile @Nullable Dispatcher dispatcher;

  /// Set by [#close]; read by any thread.
  private volatile boolean closed;

  /// Owned by the dispatcher's thread: the number of drops that are logged.
  private long dropsSeen;

  private NatsTransport(NatsClient nats, NatsTransportSettings settings) {
    this.nats = nats;
    this.connection = nats.connection();
    this.settings = settings;
    this.prefix = "aether.n." + nats.name() + ".";
    this.maxFrameBytes =
        Math.toIntExact(Math.min(connection.getMaxPayload(), Integer.MAX_VALUE - 8));
    int queue = connection.getOptions().getMaxMessagesInOutgoingQueue();
    this.maxOutgoing = queue > 0 ? Math.max(1, queue / 2) : settings.maxPendingFrames();
  }

  /// Opens the transport of a cluster with default settings; see [#open(ActorSystem, NatsSettings,
  /// String, UnaryOperator)].
  public static NatsTransport open(ActorSystem system, NatsSettings nats, String cluster) {
    return open(system, nats, cluster, UnaryOperator.identity());
  }

  /// Opens the transport of a cluster for one node. Blocks. Closed with the cluster it is given to,
  /// at the latest with the actor system.
  ///
  /// @param cluster keeps clusters on the same servers apart; 1 to 64 letters, digits, '_' and '-'
  /// @param configure changes the default settings
  /// @throws IllegalArgumentException if the name or a setting is invalid
  /// @throws NatsOpenException if no server can be reached or it refuses the credentials; the
  ///   message says what to do
  public static NatsTransport open(
      ActorSystem system,
      NatsSettings nats,
      String cluster,
      UnaryOperator<NatsTransportSettings> configure) {
    NatsTransportSettings settings = configure.apply(NatsTransportSettings.defaults());
    return new NatsTransport(NatsClient.open(system, nats, "transport", cluster), settings);
  }

  @Override
  public void start(NodeId self, Receiver receiver) {
    if (dispatcher != null) {
      throw new IllegalStateException("This transport was started already");
    }
    var created = connection.createDispatcher(message -> take(receiver, message.getData()));
    created.setPendingLimits(settings.maxPendingFrames(), settings.maxPendingBytes());
    created.subscribe(prefix + self);
    dispatcher = created;
    try {
      connection.flush(settings.subscribeTimeout()); // then the server has the subscription
    } catch (TimeoutException e) {
      close();
      throw new IllegalStateException(
          "The NATS server at %s did not confirm the subscription to %s within %s; check the server"
              .formatted(connection.getConnectedUrl(), prefix + self, settings.subscribeTimeout()),
          e);
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while subscribing to " + prefix + self, e);
    }
  }

  private void take(Receiver receiver, byte[] frame) {
    try {
      receiver.receive(frame);
    } catch (RuntimeException e) {
      LOG.error(
          "The receiver of a frame of {} bytes failed; the frame is lost",
          frame.length,
          SafeText.printable(e));
    }
    long drops = droppedFrames();
    if (drops != dropsSeen) {
      LOG.warn(
          "{} frames were dropped ({} in all) because they arrive faster than they are received",
          drops - dropsSeen,
          drops);
      dropsSeen = drops;
    }
  }

  /// The client library blocks, for up to two seconds, when its queue is full; frames are dropped
  /// before that.
  @Override
  public void send(NodeId target, byte[] frame) {
    if (frame.length > maxFrameBytes) {
      throw new IllegalArgumentException(
          "A frame has at most %d bytes, but this one has %d"
              .formatted(maxFrameBytes, frame.length));
    }
    if (closed || connection.getStatus() != Connection.Status.CONNECTED) {
      lose(target, "the connection is down");
    } else if (connection.outgoingPendingMessageCount() >= maxOutgoing
        || connection.outgoingPendingBytes() >= settings.maxPendingBytes()) {
      lose(target, "too much waits to be sent");
    } else {
      try {
        connection.publish(prefix + target, frame);
      } catch (IllegalStateException e) {
        lose(target, String.valueOf(e.getMessage())); // the connection was lost just now
      }
    }
  }

  private void lose(NodeId target, String why) {
    long count = lost.incrementAndGet();
    if (!closed && Long.bitCount(count) == 1) { // 1, 2, 4, 8 ...: an outage must not fill the log
      LOG.warn("A frame to {} is lost, number {} of this transport: {}", target, count, why);
    }
  }

  /// {@return the number of frames that were lost before they reached the server}
  public long lostFrames() {
    return lost.get();
  }

  /// {@return the number of arrived frames that were dropped because they were not received fast
  /// enough}
  public long droppedFrames() {
    Dispatcher started = dispatcher;
    return started == null ? 0 : started.getDroppedCount();
  }

  @Override
  public int maxFrameBytes() {
    return maxFrameBytes;
  }

  /// Ends sending and receiving, and closes the connection if it was opened by this transport.
  /// Idempotent.
  @Override
  public void close() {
    closed = true;
    Dispatcher started = dispatcher;
    if (started != null
        && started.isActive()
        && connection.getStatus() != Connection.Status.CLOSED) {
      connection.closeDispatcher(started);
    }
    nats.close();
  }
}

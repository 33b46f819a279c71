package io.aether.cluster.nats;

import io.aether.actor.spi.SafeText;
import io.aether.cluster.NodeId;
import io.aether.cluster.spi.Transport;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Frames as core NATS messages, each node on its own subject: `aether.n.<cluster>.<node>`.
/// Thread-safe.
///
/// Core NATS keeps the order of one sender and may lose messages: while the connection is down,
/// when more is sent than the connection takes, and when more arrives than is taken here. Each of
/// these is counted and logged.
public final class NatsTransport implements Transport {

  private static final Logger LOG = LoggerFactory.getLogger(NatsTransport.class);

  private static final Duration START_TIMEOUT = Duration.ofSeconds(5);

  // What may wait to be taken here; what comes beyond is dropped by the client library.
  private static final long MAX_PENDING_FRAMES = 65_536;
  private static final long MAX_PENDING_BYTES = 64L << 20;

  /// What may wait to be written to the socket.
  private static final long MAX_OUTGOING_BYTES = 64L << 20;

  private final Connection connection;
  private final String prefix;
  private final int maxFrameBytes;
  private final long maxOutgoing;
  private final AtomicLong lost = new AtomicLong();

  /// Set by [#start]; read by any thread.
  private volatile @Nullable Dispatcher dispatcher;

  /// Set by [#close]; read by any thread.
  private volatile boolean closed;

  /// Owned by the dispatcher's thread: how many drops are logged.
  private long dropsSeen;

  private NatsTransport(Connection connection, String cluster, long maxPayload) {
    this.connection = connection;
    this.prefix = "aether.n." + cluster + ".";
    this.maxFrameBytes = Math.toIntExact(Math.min(maxPayload, Integer.MAX_VALUE - 8));
    int queue = connection.getOptions().getMaxMessagesInOutgoingQueue();
    this.maxOutgoing = queue > 0 ? Math.max(1, queue / 2) : MAX_PENDING_FRAMES;
  }

  /// A transport over a connection that stays its owner's: [#close] leaves it open.
  ///
  /// @param connection connected; see [NatsConnections#connect]
  /// @param cluster keeps clusters on the same servers apart; letters, digits, '-' and '_'
  /// @throws IllegalStateException if the connection has not been established
  public static NatsTransport over(Connection connection, String cluster) {
    if (!cluster.matches("[A-Za-z0-9_-]+")) {
      throw new IllegalArgumentException(
          "A cluster's name consists of letters, digits, '-' and '_', but was: '" + cluster + "'");
    }
    long maxPayload = connection.getMaxPayload();
    if (maxPayload <= 0) {
      throw new IllegalStateException(
          "The server has not said how large messages may be; connect to it first");
    }
    return new NatsTransport(connection, cluster, maxPayload);
  }

  @Override
  public void start(NodeId self, Receiver receiver) {
    if (dispatcher != null) {
      throw new IllegalStateException("This transport was started already");
    }
    var created = connection.createDispatcher(message -> take(receiver, message.getData()));
    created.setPendingLimits(MAX_PENDING_FRAMES, MAX_PENDING_BYTES);
    created.subscribe(prefix + self);
    dispatcher = created;
    try {
      connection.flush(START_TIMEOUT); // from its answer on, the server knows the subscription
    } catch (TimeoutException e) {
      close();
      throw new IllegalStateException(
          "NATS did not answer within " + START_TIMEOUT + "; is the server there?", e);
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
          "A receiver must not throw; its frame of {} bytes is lost",
          frame.length,
          SafeText.printable(e));
    }
    long drops = droppedFrames();
    if (drops != dropsSeen) {
      LOG.warn(
          "{} frames were dropped ({} in all): they arrive faster than they are taken",
          drops - dropsSeen,
          drops);
      dropsSeen = drops;
    }
  }

  /// The client library blocks, for up to two seconds, when its queue is full; so it never gets
  /// there.
  @Override
  public void send(NodeId target, byte[] frame) {
    if (frame.length > maxFrameBytes) {
      throw new IllegalArgumentException(
          "A frame has at most %d bytes, but this one has %d"
              .formatted(maxFrameBytes, frame.length));
    }
    if (closed || connection.getStatus() != Connection.Status.CONNECTED) {
      lose(target, "there is no connection");
    } else if (connection.outgoingPendingMessageCount() >= maxOutgoing
        || connection.outgoingPendingBytes() >= MAX_OUTGOING_BYTES) {
      lose(target, "too much is waiting to be sent");
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
    if (Long.bitCount(count) == 1) { // 1, 2, 4, 8 ...: an outage must not fill the log
      LOG.warn("A frame to {} is lost, the {}. of this transport: {}", target, count, why);
    }
  }

  /// {@return how many frames were lost on the way out, before they reached the server}
  public long lostFrames() {
    return lost.get();
  }

  /// {@return how many frames were dropped on the way in, because they were not taken fast enough}
  public long droppedFrames() {
    Dispatcher started = dispatcher;
    return started == null ? 0 : started.getDroppedCount();
  }

  @Override
  public int maxFrameBytes() {
    return maxFrameBytes;
  }

  @Override
  public void close() {
    Dispatcher started = dispatcher;
    if (closed || started == null) {
      closed = true;
      return;
    }
    closed = true;
    if (connection.getStatus() != Connection.Status.CLOSED) {
      connection.closeDispatcher(started);
    }
  }
}

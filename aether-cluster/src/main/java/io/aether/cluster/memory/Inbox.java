package io.aether.cluster.memory;

import io.aether.actor.spi.Activation;
import io.aether.actor.spi.Dispatcher;
import io.aether.actor.spi.Runner;
import io.aether.actor.spi.SafeText;
import io.aether.cluster.spi.Transport;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Queues frames that have arrived at a node for its receiver, which runs as an activation.
///
///     IDLE --add: CAS(false, true)--> SCHEDULED --queue found empty: set(false)--> IDLE
final class Inbox implements Activation {

  private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);

  private final Dispatcher dispatcher;
  private final Transport.Receiver receiver;

  /// Added to by any thread, polled by the activation.
  private final Queue<byte[]> frames = new ConcurrentLinkedQueue<>();

  /// Set by the thread that adds, cleared by the activation.
  private final AtomicBoolean scheduled = new AtomicBoolean();

  /// Set by [#close], read by the activation.
  private volatile boolean closed;

  Inbox(Dispatcher dispatcher, Transport.Receiver receiver) {
    this.dispatcher = dispatcher;
    this.receiver = receiver;
  }

  void add(byte[] frame) {
    frames.add(frame);
    if (scheduled.compareAndSet(false, true)) {
      dispatcher.execute(this);
    }
  }

  /// Closes the inbox; frames that still wait are lost.
  void close() {
    closed = true;
  }

  @Override
  public boolean run(Runner runner) {
    byte[] frame;
    int budget = runner.throughput();
    while (budget-- > 0 && (frame = frames.poll()) != null) {
      receive(frame);
      if (runner.shouldYield()) {
        break;
      }
    }
    if (!frames.isEmpty()) {
      return true;
    }
    scheduled.set(false);
    return !frames.isEmpty() && scheduled.compareAndSet(false, true);
  }

  private void receive(byte[] frame) {
    if (closed) {
      return;
    }
    try {
      receiver.receive(frame);
    } catch (RuntimeException e) {
      LOG.error(
          "The receiver of a frame of {} bytes failed; the frame is lost",
          frame.length,
          SafeText.printable(e));
    }
    Thread.interrupted();
  }
}

package io.aether.actor.delivery;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.actor.Signal;
import io.aether.actor.delivery.ConsumerController.Command;
import io.aether.actor.delivery.ConsumerController.Confirmed;
import io.aether.actor.delivery.ConsumerController.DeliverThenStop;
import io.aether.actor.delivery.ConsumerController.Delivery;
import io.aether.actor.delivery.ConsumerController.Settings;
import io.aether.actor.delivery.ConsumerController.Start;
import io.aether.actor.delivery.Wire.Chunk;
import io.aether.actor.delivery.Wire.Parcel;
import io.aether.actor.delivery.Wire.Sequenced;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The behavior of a [ConsumerController]. Sequence numbers of one life of the producer's side:
///
///     ... confirmed | delivered | ready | assembly | arrived ... received | missing | early ...
///
/// A piece is early if a piece before it is missing. There are at most as many pieces as the
/// window, apart from the chunks of the message in `assembly`. Owned by the actor.
///
/// Longer than most files because all requests and signals work on the same sequence numbers.
final class Consuming<M> implements Behavior<Command<M>> {

  private static final Logger LOG = LoggerFactory.getLogger("io.aether.actor.delivery");

  /// A whole message.
  ///
  /// @param sequence the sequence number of its last piece
  /// @param pieces the number of its pieces
  private record Item<M>(
      long life, long sequence, int pieces, boolean durable, long number, M message) {}

  private final ActorContext<Command<M>> context;
  private final Outbound outbound;
  private final ActorRef<ProducerController.Command<M>> producer;
  private final Settings<M> settings;
  private final Deque<Sequenced<M>> arrived = new ArrayDeque<>();
  private final SortedMap<Long, Sequenced<M>> early = new TreeMap<>();

  /// The numbers of the messages of a durable queue that were confirmed last. If the producer's
  /// side restarts before it has stored these confirmations, it sends the messages again. At most a
  /// window of confirmations is not stored yet.
  private final SequencedSet<Long> handled = new LinkedHashSet<>();

  private @Nullable Assembly<M> assembly;

  /// The number of chunks that have arrived again, without the last one, of a message that was
  /// handled before.
  private int skipped;

  private @Nullable Item<M> ready;
  private @Nullable Item<M> delivered;
  private @Nullable ActorRef<Delivery<M>> consumer;

  private long life;
  private long confirmed;
  private long received;

  /// The value of `received` at the last retry: if it has not changed since, a message may be lost.
  private long receivedBefore;

  /// Whether the missing pieces have been requested since the last message arrived in order.
  private boolean gapReported;

  /// Whether the next message cannot be put together; it is tried again at the next retry.
  private boolean blocked;

  /// Whether the controller accepts no more messages and stops once all are delivered.
  private boolean leaving;

  /// Whether the producer's side has stopped, so that lost messages are not sent again.
  private boolean alone;

  Consuming(
      ActorContext<Command<M>> context,
      ActorRef<ProducerController.Command<M>> producer,
      Settings<M> settings) {
    this.context = context;
    this.outbound = new Outbound(context);
    this.producer = producer;
    this.settings = settings;
    outbound.watch(producer);
    context.timers().startWithFixedDelay(this, new Wire.Retry<>(), settings.retry());
    request(/* resend= */ true);
  }

  @Override
  public Behavior<Command<M>> onMessage(ActorContext<Command<M>> context, Command<M> command) {
    switch (command) {
      case Sequenced<M> message -> onSequenced(message);
      case Confirmed<M>(long number) -> onConfirmed(number);
      case Start<M>(var newConsumer) -> onStart(newConsumer);
      case DeliverThenStop<M> _ -> {
        leaving = true;
        dropIncomplete(); // the other side still has the message
        request(/* resend= */ false);
      }
      case Wire.Retry<M> _ -> {
        request(/* resend= */ received == receivedBefore);
        receivedBefore = received;
        gapReported = false;
        blocked = false;
      }
    }
    return goOn();
  }

  @Override
  public Behavior<Command<M>> onSignal(ActorContext<Command<M>> context, Signal signal) {
    return switch (signal) {
      case Signal.Terminated end when end.ref().equals(consumer) -> Behaviors.stopped();
      case Signal.Terminated end when end.ref().equals(producer) -> {
        leaving = true;
        alone = true;
        dropEarly(); // the missing pieces before them will not be sent
        dropIncomplete();
        yield goOn();
      }
      case Signal.Terminated _ -> Behaviors.same(); // of a previous consumer
      case Signal.PreRestart _, Signal.PostStop _ -> {
        if (alone) {
          loseAll();
        }
        yield Behaviors.same();
      }
      default -> Behaviors.unhandled();
    };
  }

  // ---- From the producer's side ----

  private void onSequenced(Sequenced<M> message) {
    if (leaving || message.life() < life) {
      return; // the other side delivers it to another consumer, or it is not needed any more
    }
    if (message.life() > life) {
      beginLife(message);
    }
    if (received < message.floor() - 1) { // this actor has restarted and lost its state
      received = message.floor() - 1;
      confirmed = received;
      early.headMap(message.floor()).clear();
    }
    if (message.sequence() > received) {
      early.putIfAbsent(message.sequence(), message);
    }
    Sequenced<M> next;
    while ((next = early.remove(received + 1)) != null) {
      received++;
      arrived.add(next);
      gapReported = false;
    }
    if (!early.isEmpty() && !gapReported) {
      gapReported = true;
      request(/* resend= */ true);
    }
  }

  /// The producer's side has restarted. With a durable queue, it sends all unconfirmed messages
  /// again; without one, the messages that have arrived here exist nowhere else.
  private void beginLife(Sequenced<M> first) {
    if (first.durable()) {
      early.clear();
      arrived.clear();
      assembly = null;
      ready = null;
    } else {
      dropEarly();
      dropIncomplete(/* lost= */ true);
    }
    blocked = false;
    skipped = 0;
    life = first.life();
    confirmed = 0;
    received = 0;
  }

  // ---- To the consumer ----

  private void onConfirmed(long number) {
    Item<M> item = delivered;
    if (item != null && item.number() == number) {
      delivered = null;
      confirm(item);
    }
  }

  private void confirm(Item<M> item) {
    if (item.durable()) {
      handled.remove(item.number());
      handled.addLast(item.number());
      if (handled.size() > 2L * settings.window()) {
        handled.removeFirst();
      }
    }
    confirmUpTo(item.life(), item.sequence());
  }

  private void confirmUpTo(long ofLife, long sequence) {
    if (ofLife == life) {
      confirmed = sequence;
      request(/* resend= */ false);
    }
  }

  private void onStart(ActorRef<Delivery<M>> newConsumer) {
    if (consumer != null && !consumer.equals(newConsumer)) {
      context.unwatch(consumer);
    }
    consumer = newConsumer;
    outbound.watch(newConsumer);
    Item<M> item = delivered;
    if (item != null && !deliver(item, newConsumer)) {
      ready = item; // nothing is made ready while a message is delivered
      delivered = null;
    }
  }

  private Behavior<Command<M>> goOn() {
    deliverNext();
    boolean done = ready == null && assembly == null && arrived.isEmpty();
    return leaving && delivered == null && (done || blocked)
        ? Behaviors.stopped()
        : Behaviors.same();
  }

  private void deliverNext() {
    while (delivered == null && consumer != null) {
      if (ready == null) {
        ready = nextReady();
      }
      Item<M> item = ready;
      if (item == null || !deliver(item, consumer)) {
        return; // until more arrives, or the next retry
      }
      delivered = item;
      ready = null;
    }
  }

  /// {@return whether the consumer has accepted the delivery; if not, the next retry delivers it}
  private boolean deliver(Item<M> item, ActorRef<Delivery<M>> to) {
    return outbound.offer(to, new Delivery<>(item.message(), item.number(), context.self()));
  }

  /// {@return the next whole message; null if it has not arrived or cannot be put together}
  private @Nullable Item<M> nextReady() {
    Sequenced<M> head;
    while (!blocked) {
      if (assembly != null && assembly.isComplete()) {
        return decoded(assembly);
      }
      head = arrived.peek();
      if (head == null) {
        return null;
      }
      if (head.durable() && handled.contains(head.piece().number())) {
        skip(arrived.remove());
        continue;
      }
      switch (head.piece()) {
        case Parcel<M>(long number, M message) -> {
          arrived.remove();
          return new Item<>(head.life(), head.sequence(), 1, head.durable(), number, message);
        }
        case Chunk<M> chunk -> add(head, chunk);
      }
    }
    return null;
  }

  // ---- Chunks ----

  private void add(Sequenced<M> head, Chunk<M> chunk) {
    if (assembly == null) {
      Optional<String> obstacle = obstacle(chunk);
      if (obstacle.isPresent()) {
        block(chunk.number(), obstacle.get(), null);
        return;
      }
      assembly = new Assembly<>(head, chunk);
    }
    arrived.remove();
    assembly.add(head, chunk);
    requestNowAndThen(assembly.chunks());
  }

  /// Accepts and ignores a piece of a message that was handled in a previous life of the producer's
  /// side.
  private void skip(Sequenced<M> piece) {
    if (piece.piece().isLast()) {
      skipped = 0;
      confirmUpTo(piece.life(), piece.sequence());
    } else {
      skipped++;
      requestNowAndThen(skipped);
    }
  }

  /// The chunks that have left `arrived` and are not confirmed do not count in the window, so that
  /// a message may have more chunks than the window. The other side must be informed about them.
  private void requestNowAndThen(int chunks) {
    if (chunks % Math.max(1, settings.window() / 2) == 0) {
      request(/* resend= */ false);
    }
  }

  private Optional<String> obstacle(Chunk<M> chunk) {
    if (settings.codec() == null) {
      return Optional.of("no codec is set; use ConsumerController.Settings.withCodec");
    }
    if (chunk.totalBytes() > settings.maxMessageBytes()) {
      return Optional.of(
          "it has %d bytes, but at most %d are accepted; use Settings.withMaxMessageBytes"
              .formatted(chunk.totalBytes(), settings.maxMessageBytes()));
    }
    return Optional.empty();
  }

  private @Nullable Item<M> decoded(Assembly<M> whole) {
    Sequenced<M> last = whole.last();
    long number = last.piece().number();
    try {
      MessageCodec<M> codec = settings.codec();
      M message = codec == null ? null : codec.decode(whole.bytes());
      if (message == null) {
        block(number, "the codec has decoded it as null", null);
        return null;
      }
      assembly = null;
      return new Item<>(
          last.life(), last.sequence(), whole.chunks(), last.durable(), number, message);
    } catch (RuntimeException failure) {
      block(number, "the codec has failed to decode it", failure);
      return null;
    }
  }

  private void block(long number, String reason, @Nullable RuntimeException failure) {
    blocked = true;
    LOG.error(
        "{}: message {} came in chunks and cannot be delivered: {}; it stays unconfirmed, and the"
            + " next attempt follows in {}",
        context.self().path(),
        number,
        reason,
        settings.retry(),
        failure);
  }

  // ---- Messages that will not be delivered ----

  private void dropIncomplete() {
    dropIncomplete(/* lost= */ alone);
  }

  /// Drops the chunks of a message whose last chunks will not arrive.
  private void dropIncomplete(boolean lost) {
    while (!arrived.isEmpty() && !arrived.getLast().piece().isLast()) {
      Sequenced<M> chunk = arrived.removeLast();
      if (lost) {
        lost(chunk);
      }
    }
    Assembly<M> partial = assembly;
    if (partial != null
        && !partial.isComplete()
        && (arrived.isEmpty() || !partial.isOf(arrived.getFirst()))) {
      if (lost) {
        lost(partial.last());
      }
      assembly = null;
    }
  }

  private void dropEarly() {
    early.values().forEach(this::lost);
    early.clear();
  }

  private void loseAll() {
    if (ready != null) {
      outbound.deadLetter(ready.message(), DeadLetter.Reason.STOPPED);
    }
    if (assembly != null) {
      lost(assembly.last());
    }
    arrived.forEach(this::lost);
  }

  /// Reports a message, or a chunk, as one dead letter.
  private void lost(Sequenced<M> message) {
    Object content =
        switch (message.piece()) {
          case Parcel<M>(long _, M whole) -> whole;
          case Chunk<M> chunk -> chunk;
        };
    outbound.deadLetter(content, DeadLetter.Reason.STOPPED);
  }

  /// {@return the number of chunks that do not count in the window}
  private long chunksBesideWindow() {
    long assembled = assembly == null ? skipped : assembly.chunks();
    return assembled + furtherPieces(ready) + furtherPieces(delivered);
  }

  /// {@return the number of pieces of an unconfirmed message of this life, without one}
  private int furtherPieces(@Nullable Item<M> item) {
    return item == null || item.life() != life ? 0 : item.pieces() - 1;
  }

  private void request(boolean resend) {
    if (!alone) {
      long all = settings.window() + chunksBesideWindow();
      int window = leaving ? 0 : (int) Math.min(Integer.MAX_VALUE, all);
      outbound.offer( // repeated if it is lost
          producer, new Wire.Request<>(context.self(), life, confirmed, received, window, resend));
    }
  }
}

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

/// What a [ConsumerController] does. Sequence numbers, of one life of the producer's side:
///
///     ... confirmed | delivered | ready | assembly | arrived ... received | missing | early ...
///
/// A piece is early if one before it is missing. All are at most the window, apart from the chunks
/// of the message in `assembly`. Owned by the actor.
final class Consuming<M> implements Behavior<Command<M>> {

  private static final Logger LOG = LoggerFactory.getLogger("io.aether.actor.delivery");

  /// A whole message.
  ///
  /// @param sequence of its last piece
  private record Item<M>(long life, long sequence, boolean durable, long number, M message) {}

  private final ActorContext<Command<M>> context;
  private final Outbound outbound;
  private final ActorRef<ProducerController.Command<M>> producer;
  private final Settings<M> settings;
  private final Deque<Sequenced<M>> arrived = new ArrayDeque<>();
  private final SortedMap<Long, Sequenced<M>> early = new TreeMap<>();

  /// The numbers of the messages of a durable queue that were confirmed last. A life of the
  /// producer's side that has not stored these confirmations sends such messages again. It stores
  /// no more than a window of them late.
  private final SequencedSet<Long> handled = new LinkedHashSet<>();

  private @Nullable Assembly<M> assembly;

  /// How many chunks of a message that was handled before have come again, without the last one.
  private int skipped;

  private @Nullable Item<M> ready;
  private @Nullable Item<M> delivered;
  private @Nullable ActorRef<Delivery<M>> consumer;

  private long life;
  private long confirmed;
  private long received;

  /// What had been received at the last retry: if nothing has come since, something may be lost.
  private long receivedBefore;

  /// Whether what is missing has been asked for since the last message came in order.
  private boolean gapReported;

  /// Whether the next message cannot be put together; it is tried again at the next retry.
  private boolean blocked;

  /// No more messages are taken; once all are delivered, it is over.
  private boolean leaving;

  /// The producer's side has stopped, so that what is lost here is lost.
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
        dropIncomplete(); // the other side has it
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
        dropEarly(); // no one sends the pieces that are missing before them
        dropIncomplete();
        yield goOn();
      }
      case Signal.Terminated _ -> Behaviors.same(); // the consumer of a former life
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
      return; // still the other side's to deliver, or never again
    }
    if (message.life() > life) {
      beginLife(message);
    }
    if (received < message.floor() - 1) { // this actor has restarted, and knows too little
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

  /// The producer's side has started anew. With a durable queue, it sends again all that is not
  /// confirmed; without, what has arrived here exists nowhere else.
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

  /// {@return whether the consumer has room for it; if not, the next retry is the next attempt}
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
          return new Item<>(head.life(), head.sequence(), head.durable(), number, message);
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

  /// Takes a piece of a message that was handled in a former life of the producer's side.
  private void skip(Sequenced<M> piece) {
    if (piece.piece().isLast()) {
      skipped = 0;
      confirmUpTo(piece.life(), piece.sequence());
    } else {
      skipped++;
      requestNowAndThen(skipped);
    }
  }

  /// The chunks that have left `arrived` and are not confirmed take no place in the window, so that
  /// a message may have more of them: the other side must be told of them.
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
          "it has %d bytes, and the largest accepted one %d; use Settings.withMaxMessageBytes"
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
      return new Item<>(last.life(), last.sequence(), last.durable(), number, message);
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

  // ---- What will not be delivered ----

  private void dropIncomplete() {
    dropIncomplete(/* lost= */ alone);
  }

  /// Drops the chunks of a message whose last ones will not come.
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

  /// A message is one dead letter, and a chunk too.
  private void lost(Sequenced<M> message) {
    Object content =
        switch (message.piece()) {
          case Parcel<M>(long _, M whole) -> whole;
          case Chunk<M> chunk -> chunk;
        };
    outbound.deadLetter(content, DeadLetter.Reason.STOPPED);
  }

  private void request(boolean resend) {
    if (!alone) {
      int assembled = assembly == null ? skipped : assembly.chunks();
      int window =
          leaving ? 0 : (int) Math.min(Integer.MAX_VALUE, (long) settings.window() + assembled);
      outbound.offer( // what is lost here is repeated
          producer, new Wire.Request<>(context.self(), life, confirmed, received, window, resend));
    }
  }
}

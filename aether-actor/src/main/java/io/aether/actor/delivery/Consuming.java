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
import io.aether.actor.delivery.Wire.Sequenced;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a [ConsumerController] does. Sequence numbers, of one life of the producer's side:
///
///     ... confirmed | delivered | arrived ... received | missing | early ... | confirmed + window
///
/// A message is early if one before it is missing. Owned by the actor.
final class Consuming<M> implements Behavior<Command<M>> {

  private final ActorContext<Command<M>> context;
  private final ActorRef<ProducerController.Command<M>> producer;
  private final Settings settings;
  private final Deque<Sequenced<M>> arrived = new ArrayDeque<>();
  private final SortedMap<Long, Sequenced<M>> early = new TreeMap<>();
  private @Nullable Sequenced<M> delivered;
  private @Nullable ActorRef<Delivery<M>> consumer;

  private long life;
  private long confirmed;
  private long received;

  /// What had been received at the last retry: if nothing has come since, something may be lost.
  private long receivedBefore;

  /// Whether what is missing has been asked for since the last message came in order.
  private boolean gapReported;

  /// No more messages are taken; once all are delivered, it is over.
  private boolean leaving;

  /// The producer's side has stopped, so that what is lost here is lost.
  private boolean alone;

  Consuming(
      ActorContext<Command<M>> context,
      ActorRef<ProducerController.Command<M>> producer,
      Settings settings) {
    this.context = context;
    this.producer = producer;
    this.settings = settings;
    context.watch(producer);
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
        request(/* resend= */ false);
      }
      case Wire.Retry<M> _ -> {
        request(/* resend= */ received == receivedBefore);
        receivedBefore = received;
        gapReported = false;
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
        early.values().forEach(this::lost); // nobody will send what is missing before them
        early.clear();
        yield goOn();
      }
      case Signal.Terminated _ -> Behaviors.same(); // the consumer of a former life
      case Signal.PreRestart _, Signal.PostStop _ -> {
        if (alone) {
          arrived.forEach(this::lost);
        }
        yield Behaviors.same();
      }
      default -> Behaviors.unhandled();
    };
  }

  private void onSequenced(Sequenced<M> message) {
    if (leaving || message.life() < life) {
      return; // still the other side's to deliver, or never again
    }
    if (message.life() > life) {
      early.values().forEach(this::lost); // what is missing before them ended with the former life
      early.clear();
      life = message.life();
      confirmed = 0;
      received = 0;
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

  private void onConfirmed(long number) {
    if (delivered != null && delivered.parcel().number() == number) {
      if (delivered.life() == life) {
        confirmed = delivered.sequence();
        request(/* resend= */ false);
      }
      delivered = null;
    }
  }

  private void onStart(ActorRef<Delivery<M>> newConsumer) {
    if (consumer != null && !consumer.equals(newConsumer)) {
      context.unwatch(consumer);
    }
    consumer = newConsumer;
    context.watch(newConsumer);
    if (delivered != null && !deliver(delivered, newConsumer)) {
      arrived.addFirst(delivered);
      delivered = null;
    }
  }

  private Behavior<Command<M>> goOn() {
    Sequenced<M> next = arrived.peek();
    if (delivered == null && consumer != null && next != null && deliver(next, consumer)) {
      delivered = arrived.remove();
    }
    return leaving && delivered == null && arrived.isEmpty()
        ? Behaviors.stopped()
        : Behaviors.same();
  }

  /// {@return whether the consumer has room for it; if not, the next retry is the next attempt}
  private boolean deliver(Sequenced<M> message, ActorRef<Delivery<M>> to) {
    return to.offer(
        new Delivery<>(message.parcel().message(), message.parcel().number(), context.self()));
  }

  private void request(boolean resend) {
    if (!alone) {
      int window = leaving ? 0 : settings.window();
      producer.tell(new Wire.Request<>(context.self(), life, confirmed, received, window, resend));
    }
  }

  private void lost(Sequenced<M> message) {
    context
        .system()
        .spi()
        .deadLetter(message.parcel().message(), context.self().path(), DeadLetter.Reason.STOPPED);
  }
}

package io.aether.actor.delivery;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.actor.Signal;
import io.aether.actor.delivery.ProducerController.Command;
import io.aether.actor.delivery.ProducerController.DeliverThenStop;
import io.aether.actor.delivery.ProducerController.ReportStats;
import io.aether.actor.delivery.ProducerController.RequestNext;
import io.aether.actor.delivery.ProducerController.Start;
import io.aether.actor.delivery.ProducerController.Stats;
import io.aether.actor.delivery.Wire.Parcel;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// What a [ProducerController] does. A message goes
///
///     offered: a place for it is waited for, by its sender
///     unsent:  accepted, in order, until there is demand
///     in a ProducerLink, until it is confirmed; if that consumer ends first, back to the head of unsent
///
/// Owned by the actor.
final class Producing<M> implements Behavior<Command<M>> {

  private final ActorContext<Command<M>> context;

  /// Numbers for links, higher ones in each life: what is said of an ended link, and comes late,
  /// says nothing of one to the same consumer that was made since.
  private final LongSupplier lives;

  private final boolean shared;
  private final int buffer;

  /// In the order in which they have registered.
  private final Map<ActorRef<?>, ProducerLink<M>> links = new LinkedHashMap<>();

  private final Deque<Parcel<M>> unsent = new ArrayDeque<>();
  private final Deque<Wire.Offer<M>> offered = new ArrayDeque<>();

  /// How many of them there may be before those that have been withdrawn are taken out.
  private int offeredLimit = 16;

  /// Whom to tell that a message is confirmed, by number.
  private final Map<Long, ActorRef<Long>> awaited = new HashMap<>();

  private @Nullable ActorRef<RequestNext<M>> producer;

  /// What the producer has been asked for; a place is kept for it.
  private @Nullable RequestNext<M> requested;

  private long requests;

  private boolean closing;
  private long accepted;
  private long confirmed;

  Producing(ActorContext<Command<M>> context, LongSupplier lives, boolean shared, int buffer) {
    this.context = context;
    this.lives = lives;
    this.shared = shared;
    this.buffer = buffer;
  }

  @Override
  public Behavior<Command<M>> onMessage(ActorContext<Command<M>> context, Command<M> command) {
    switch (command) {
      case Wire.Request<M> request -> onRequest(request);
      case Wire.Offer<M> offer -> onOffer(offer);
      case Wire.Next<M> next -> onNext(next);
      case Start<M>(var newProducer) -> onStart(newProducer);
      case ReportStats<M>(var replyTo) -> replyTo.tell(stats());
      case DeliverThenStop<M> _ -> closing = true;
    }
    return goOn();
  }

  @Override
  public Behavior<Command<M>> onSignal(ActorContext<Command<M>> context, Signal signal) {
    return switch (signal) {
      case Signal.Terminated end when end.ref().equals(producer) -> {
        producer = null;
        requested = null; // whatever it has sent has come before
        yield goOn();
      }
      case Signal.Terminated end -> {
        ProducerLink<M> link = links.remove(end.ref());
        if (link != null) {
          link.newestFirst().forEach(unsent::addFirst);
        }
        yield goOn();
      }
      case Signal.PreRestart _, Signal.PostStop _ -> {
        giveUp();
        yield Behaviors.same();
      }
      default -> Behaviors.unhandled();
    };
  }

  private void onRequest(Wire.Request<M> request) {
    ProducerLink<M> link = links.get(request.consumer());
    if (link == null) {
      context.watch(request.consumer());
      link = new ProducerLink<>(request.consumer(), lives.getAsLong());
      links.put(request.consumer(), link);
    }
    link.confirm(request, this::onConfirmed);
    link.grant(request);
  }

  private void onConfirmed(Parcel<M> parcel) {
    confirmed++;
    ActorRef<Long> waiting = awaited.remove(parcel.number());
    if (waiting != null) {
      waiting.tell(parcel.number());
    }
  }

  /// Withdrawn ones are thrown away whenever they may be as many as the others, so that they do not
  /// pile up where there is no demand.
  private void onOffer(Wire.Offer<M> offer) {
    if (offered.size() >= offeredLimit) {
      offered.removeIf(each -> !each.ticket().isOpen());
      offeredLimit = Math.max(16, 2 * offered.size());
    }
    offered.add(offer);
  }

  private void onStart(ActorRef<RequestNext<M>> newProducer) {
    if (producer != null && !producer.equals(newProducer)) {
      context.unwatch(producer);
    }
    producer = newProducer;
    context.watch(newProducer);
    if (requested != null && !newProducer.offer(requested)) {
      requested = null; // it is asked anew
    }
  }

  private void onNext(Wire.Next<M> next) {
    if (requested != null && next.request() == requests) {
      requested = null;
      unsent.add(new Parcel<>(++accepted, next.message()));
    } else {
      deadLetter(next.message(), DeadLetter.Reason.OVERFLOW);
    }
  }

  // ---- Messages move on ----

  private Behavior<Command<M>> goOn() {
    sendUnsent();
    while (!offered.isEmpty() && hasRoom()) {
      take(offered.remove());
      sendUnsent();
    }
    if (producer != null && requested == null && hasRoom()) {
      RequestNext<M> request = requestOf(++requests);
      if (producer.offer(request)) { // else again, as consumers keep on saying how far they are
        requested = request;
      }
    }
    boolean done = closing && unsent.isEmpty() && unconfirmed() == 0;
    return done ? Behaviors.stopped() : Behaviors.same();
  }

  private void take(Wire.Offer<M> offer) {
    if (offer.ticket().accept(accepted + 1)) {
      unsent.add(new Parcel<>(++accepted, offer.message()));
      if (offer.untilConfirmed()) {
        awaited.put(accepted, offer.replyTo());
      } else {
        offer.replyTo().tell(accepted);
      }
    }
  }

  /// The ref is good for this request only: a late answer to an earlier one is noticed.
  private RequestNext<M> requestOf(long request) {
    ActorRef<M> sendTo = context.messageAdapter(message -> new Wire.Next<>(request, message));
    return new RequestNext<>(accepted + 1, confirmed, sendTo);
  }

  private void sendUnsent() {
    ProducerLink<M> link;
    while (!unsent.isEmpty() && (link = mostWilling()) != null) {
      link.send(unsent.remove());
    }
  }

  private @Nullable ProducerLink<M> mostWilling() {
    ProducerLink<M> best = null;
    for (ProducerLink<M> link : served()) {
      if (link.demand() > 0 && (best == null || link.unconfirmed() < best.unconfirmed())) {
        best = link;
      }
    }
    return best;
  }

  /// {@return the links that may get something now}
  private Collection<ProducerLink<M>> served() {
    return shared || links.isEmpty()
        ? links.values()
        : List.of(links.values().iterator().next()); // the others stand by
  }

  private boolean hasRoom() {
    long room = (long) buffer - unsent.size() - (requested == null ? 0 : 1);
    for (ProducerLink<M> link : served()) {
      room += link.demand();
    }
    return room > 0 && !closing;
  }

  // ---- How things stand ----

  private Stats stats() {
    return new Stats(links.size(), accepted, confirmed, unsent.size(), unconfirmed());
  }

  private int unconfirmed() {
    int sum = 0;
    for (ProducerLink<M> link : links.values()) {
      sum += link.unconfirmed();
    }
    return sum;
  }

  /// What has been sent may still be handled, so only what has not is known to be lost.
  private void giveUp() {
    unsent.forEach(parcel -> deadLetter(parcel.message(), DeadLetter.Reason.STOPPED));
  }

  private void deadLetter(Object message, DeadLetter.Reason reason) {
    context.system().spi().deadLetter(message, context.self().path(), reason);
  }
}

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
import io.aether.actor.delivery.ProducerController.Settings;
import io.aether.actor.delivery.ProducerController.Start;
import io.aether.actor.delivery.ProducerController.Stats;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The behavior of a [ProducerController]. A message passes through these states:
///
///     offered:     its sender waits until there is room
///     QueueWriter: accepted, with a number, until the durable queue has stored it, if there is one
///     unsent:      in order, until there is demand
///     in a ProducerLink, until it is confirmed and that is stored, too; if that consumer ends
///     before it confirms, back to the head of unsent
///
/// Owned by the actor.
///
/// Longer than most files because all requests and signals work on the same queues of messages.
final class Producing<M> implements Behavior<Command<M>>, QueueWriter.Progress<M> {

  private static final Logger LOG = LoggerFactory.getLogger("io.aether.actor.delivery");

  private static final String IS_CLOSING =
      "is closing (DeliverThenStop) and accepts no more messages; send it to another controller";

  private final ActorContext<Command<M>> context;
  private final Outbound outbound;

  /// Numbers for links, increasing across lives, so that a late message about an ended link is not
  /// taken for one about a newer link to the same consumer.
  private final LongSupplier lives;

  private final boolean shared;
  private final int buffer;
  private final @Nullable Chunking<M> chunking;
  private final @Nullable QueueWriter<M> writer;

  /// In the order of their registration.
  private final Map<ActorRef<?>, ProducerLink<M>> links = new LinkedHashMap<>();

  private final Deque<Accepted<M>> unsent = new ArrayDeque<>();

  /// In the order of their arrival.
  private final SequencedMap<Wire.Ticket<M>, Wire.Offer<M>> offered = new LinkedHashMap<>();

  /// The number of offers at which withdrawn ones are removed: the message by which a sender
  /// withdraws its offer may be lost if the mailbox is full.
  private int offeredLimit = 16;

  /// The offers that have been accepted and not answered, by the number of the message.
  private final Map<Long, Wire.Offer<M>> awaited = new HashMap<>();

  private @Nullable ActorRef<RequestNext<M>> producer;

  /// The open request to the producer, if any; it reserves room for one message.
  private @Nullable RequestNext<M> requested;

  private long requests;

  /// Whether no more offers are accepted, and no more requests are sent to the producer. The open
  /// request may still be answered.
  private boolean closing;

  private long accepted;
  private long confirmed;

  /// The failure of the durable queue that ends this life, if any.
  private @Nullable DeliveryException failure;

  Producing(
      ActorContext<Command<M>> context, LongSupplier lives, boolean shared, Settings<M> settings) {
    this.context = context;
    this.outbound = new Outbound(context);
    this.lives = lives;
    this.shared = shared;
    this.buffer = settings.buffer();
    this.chunking = settings.chunking();
    DurableQueue<M> queue = settings.queue();
    this.writer =
        queue == null ? null : new QueueWriter<>(context, queue, settings.queueRetry(), this);
  }

  @Override
  public Behavior<Command<M>> onMessage(ActorContext<Command<M>> context, Command<M> command) {
    switch (command) {
      case Wire.Request<M> request -> onRequest(request);
      case Wire.Offer<M> offer -> onOffer(offer);
      case Wire.Withdrawn<M>(var ticket) -> offered.remove(ticket);
      case Wire.Next<M> next -> onNext(next);
      case Start<M>(var newProducer) -> onStart(newProducer);
      case ReportStats<M>(var replyTo) -> outbound.tell(replyTo, stats());
      case DeliverThenStop<M> _ -> onDeliverThenStop();
      case Wire.QueueOutcome<M> _, Wire.QueueTimeout<M> _, Wire.QueueRetry<M> _ -> onQueue(command);
    }
    return goOn();
  }

  @Override
  public Behavior<Command<M>> onSignal(ActorContext<Command<M>> context, Signal signal) {
    return switch (signal) {
      case Signal.Terminated end when end.ref().equals(producer) -> {
        producer = null;
        endRequest(); // its messages have arrived before its end
        yield goOn();
      }
      case Signal.Terminated end -> {
        ProducerLink<M> link = links.remove(end.ref());
        if (link != null) {
          link.giveBack(unsent::addFirst);
        }
        yield goOn();
      }
      case Signal.PreRestart _ -> {
        refuseAll("restarted");
        endRequest();
        giveUp();
        yield Behaviors.same();
      }
      case Signal.PostStop _ -> {
        if (failure != null) { // else the waiting senders notice the stop
          refuseAll("failed");
        }
        giveUp();
        yield Behaviors.same();
      }
      default -> Behaviors.unhandled();
    };
  }

  private void onRequest(Wire.Request<M> request) {
    ProducerLink<M> link = links.get(request.consumer());
    if (link == null) {
      outbound.watch(request.consumer());
      link = new ProducerLink<>(outbound, request.consumer(), lives.getAsLong(), writer != null);
      links.put(request.consumer(), link);
    }
    link.confirm(
        request,
        message -> {
          if (writer == null) {
            onSettled(message.number());
          } else {
            writer.confirm(message.number());
          }
        });
    if (writer == null) {
      link.settle(_ -> true);
    }
    link.grant(request);
  }

  private void onSettled(long number) {
    confirmed++;
    Wire.Offer<M> waiting = awaited.remove(number);
    if (waiting != null) {
      outbound.offer(waiting.replyTo(), new Wire.Answer(number, null));
    }
  }

  private void onDeliverThenStop() {
    closing = true;
    refuseOffered(IS_CLOSING);
  }

  private void onOffer(Wire.Offer<M> offer) {
    if (closing) {
      if (offer.ticket().isOpen()) { // else the sender has given up
        refuseUnaccepted(offer, IS_CLOSING);
      }
      return;
    }
    if (offered.size() >= offeredLimit) {
      offered.keySet().removeIf(ticket -> !ticket.isOpen());
      offeredLimit = Math.max(16, 2 * offered.size());
    }
    if (offer.ticket().isOpen()) {
      offered.put(offer.ticket(), offer);
    }
  }

  private void onStart(ActorRef<RequestNext<M>> newProducer) {
    if (producer != null && !producer.equals(newProducer)) {
      context.unwatch(producer);
    }
    producer = newProducer;
    outbound.watch(newProducer);
    if (requested != null && !outbound.offer(newProducer, requested)) {
      endRequest(); // it gets a new one
    }
  }

  private void endRequest() {
    if (requested != null) {
      outbound.withdraw(requested.sendTo());
      requested = null;
    }
  }

  private void onNext(Wire.Next<M> next) {
    if (requested == null || next.request() != requests) {
      outbound.deadLetter(next.message(), DeadLetter.Reason.OVERFLOW);
      return;
    }
    endRequest();
    try {
      accept(encode(accepted + 1, next.message()));
    } catch (DeliveryException refused) {
      LOG.error("{}: {}", context.self().path(), refused.getMessage(), refused);
      outbound.deadLetter(next.message(), DeadLetter.Reason.UNHANDLED);
    }
  }

  // ---- The durable queue ----

  private void onQueue(Command<M> command) {
    if (writer == null) {
      return;
    }
    try {
      switch (command) {
        case Wire.QueueOutcome<M> outcome -> writer.onOutcome(outcome);
        case Wire.QueueTimeout<M> timeout -> writer.onTimeout(timeout);
        case Wire.QueueRetry<M> retry -> writer.onRetry(retry);
        default -> throw new IllegalArgumentException("Not about the queue: " + command);
      }
    } catch (DeliveryException failed) {
      failure = failed;
      throw failed;
    }
  }

  @Override
  public void opened(DurableQueue.State<M> state) {
    accepted = state.highestNumber();
    confirmed = accepted - state.unconfirmed().size();
    for (DurableQueue.Entry<M> entry : state.unconfirmed()) {
      unsent.add(recovered(entry));
    }
  }

  /// The message was accepted, so it must be sent: as a whole, if it cannot be encoded.
  private Accepted<M> recovered(DurableQueue.Entry<M> entry) {
    try {
      return encode(entry.number(), entry.message());
    } catch (DeliveryException failed) {
      LOG.error(
          "{}: message {} of the durable queue cannot be encoded; it is sent without chunking",
          context.self().path(),
          entry.number(),
          failed);
      return Accepted.whole(entry.number(), entry.message());
    }
  }

  @Override
  public void stored(List<Accepted<M>> messages) {
    messages.forEach(this::onStored);
  }

  private void onStored(Accepted<M> message) {
    unsent.add(message);
    Wire.Offer<M> offer = awaited.get(message.number());
    if (offer != null) {
      offer.ticket().setStored();
      if (!offer.untilConfirmed()) {
        awaited.remove(message.number());
        outbound.offer(offer.replyTo(), new Wire.Answer(message.number(), null));
      }
    }
  }

  @Override
  public void confirmed(Collection<Long> numbers) {
    numbers.forEach(this::onSettled);
    Set<Long> settled = new HashSet<>(numbers);
    links.values().forEach(link -> link.settle(settled::contains));
  }

  // ---- Progress of messages ----

  private Behavior<Command<M>> goOn() {
    if (writer != null && !writer.isOpen()) {
      return Behaviors.same(); // the messages in the queue come first
    }
    sendUnsent();
    while (!offered.isEmpty() && hasRoom()) {
      take(offered.pollFirstEntry().getValue());
      sendUnsent();
    }
    if (producer != null && requested == null && hasRoom()) {
      RequestNext<M> request = requestOf(++requests);
      if (outbound.offer(producer, request)) {
        requested = request;
      } else { // later: consumers repeat their requests
        outbound.withdraw(request.sendTo());
      }
    }
    if (writer != null) {
      writer.goOn(/* confirmFirst= */ false);
    }
    boolean done =
        closing && unsent.isEmpty() && unconfirmed() == 0 && (writer == null || writer.isIdle());
    return done ? Behaviors.stopped() : Behaviors.same();
  }

  private void take(Wire.Offer<M> offer) {
    M message = offer.ticket().message();
    if (message == null) {
      return; // withdrawn
    }
    Accepted<M> next;
    try {
      next = encode(accepted + 1, message);
    } catch (DeliveryException refused) {
      if (offer.ticket().withdraw() < 0) {
        outbound.offer(offer.replyTo(), new Wire.Answer(0, refused));
      }
      return;
    }
    if (writer == null) {
      offer.ticket().setStored(); // before the sender can see that it is accepted
    }
    if (offer.ticket().accept(next.number())) {
      awaited.put(next.number(), offer);
      accept(next);
    }
  }

  private void accept(Accepted<M> message) {
    accepted = message.number();
    if (writer == null) {
      onStored(message); // there is no queue to store it
    } else {
      writer.store(message);
    }
  }

  /// @throws DeliveryException if the codec fails, or the message is too large
  private Accepted<M> encode(long number, M message) {
    if (chunking == null) {
      return Accepted.whole(number, message);
    }
    byte[] bytes;
    try {
      bytes = chunking.codec().encode(message);
    } catch (RuntimeException failed) {
      throw new DeliveryException(
          "A message of %s was not accepted: the codec failed to encode it"
              .formatted(message.getClass().getName()),
          failed);
    }
    if (bytes == null || bytes.length > chunking.maxMessageBytes()) {
      throw new DeliveryException(
          "A message of %s was not accepted: its encoded form has %s, and the largest accepted one"
                  .formatted(
                      message.getClass().getName(),
                      bytes == null ? "no bytes (null)" : bytes.length + " bytes")
              + " %d (Chunking.withMaxMessageBytes)".formatted(chunking.maxMessageBytes()),
          null);
    }
    return Accepted.encoded(number, message, bytes, chunking.chunkBytes());
  }

  /// The ref is valid for this request only, so a late answer to an earlier request is detected.
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

  /// {@return the links that may get messages now}
  private Collection<ProducerLink<M>> served() {
    return shared || links.isEmpty()
        ? links.values()
        : List.of(links.values().iterator().next()); // the others stand by
  }

  private boolean hasRoom() {
    long room = (long) buffer - unsent.size() - unstored() - (requested == null ? 0 : 1);
    for (ProducerLink<M> link : served()) {
      room += link.demand();
    }
    return room > 0 && !closing;
  }

  // ---- Counts ----

  private Stats stats() {
    return new Stats(links.size(), accepted, confirmed, unsent.size() + unstored(), unconfirmed());
  }

  private int unstored() {
    return writer == null ? 0 : writer.unstoredCount();
  }

  private int unconfirmed() {
    int sum = 0;
    for (ProducerLink<M> link : links.values()) {
      sum += link.unconfirmed();
    }
    return sum;
  }

  // ---- The end of a life ----

  /// Answers the waiting senders: after a restart they would get no answer, and after a failure
  /// they would not learn the cause.
  private void refuseAll(String what) {
    refuseOffered("has " + what + "; send it again");
    for (Wire.Offer<M> offer : awaited.values()) {
      refuse(
          offer,
          writer == null
              ? "The message was not confirmed before %s %s; it may have been delivered"
              : "The message was not known to be stored or confirmed when %s %s; it may be"
                  + " delivered",
          what);
    }
  }

  private void refuseOffered(String why) {
    offered.values().forEach(offer -> refuseUnaccepted(offer, why));
    offered.clear();
  }

  private void refuseUnaccepted(Wire.Offer<M> offer, String why) {
    if (offer.ticket().withdraw() < 0) {
      refuse(offer, "The message was not accepted: %s %s", why);
    }
  }

  private void refuse(Wire.Offer<M> offer, String text, String what) {
    outbound.offer(
        offer.replyTo(),
        new Wire.Answer(
            0, new DeliveryException(text.formatted(context.self().path(), what), failure)));
  }

  /// Messages that have been sent may still be handled, and stored ones will be, so only the others
  /// are reported as lost.
  private void giveUp() {
    Collection<Accepted<M>> lost = writer == null ? unsent : writer.unstored();
    lost.forEach(message -> outbound.deadLetter(message.message(), DeadLetter.Reason.STOPPED));
  }
}

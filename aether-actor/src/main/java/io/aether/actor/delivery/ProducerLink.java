package io.aether.actor.delivery;

import io.aether.actor.ActorRef;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongPredicate;

/// The producer's side of the way to one consumer. Sequence numbers are those of this way, and
/// count pieces: a message is one piece, or as many as it has chunks.
///
///     settled < ... confirmed < ............ sent <= granted
///             `- settling -'  `- unconfirmed -'   `- waiting -'
///
/// A piece in `settling` has been confirmed by the consumer, and the durable queue is still to
/// store that; without a queue there are none. One in `waiting` belongs to a message of which a
/// part has been sent, or to one that is about to be. As a message is confirmed as a whole, no
/// message is in both `settling` and `unconfirmed`.
///
/// Pieces in `settling` count in the window, like unconfirmed ones: so what this consumer has
/// handled and might be sent once more, by a controller that starts anew, is never more than that.
///
/// Owned by the producer controller.
final class ProducerLink<M> {

  private record Part<M>(Accepted<M> message, int index) {
    boolean isLast() {
      return index == message.pieces() - 1;
    }
  }

  private final Outbound outbound;
  private final ActorRef<ConsumerController.Command<M>> consumer;
  private final long life;
  private final boolean durable;

  private final Deque<Part<M>> waiting = new ArrayDeque<>();
  private final Deque<Part<M>> unconfirmed = new ArrayDeque<>();
  private final Deque<Part<M>> settling = new ArrayDeque<>();

  private long settled;
  private long granted;

  /// How many messages have their last piece in one of the three.
  private int messages;

  /// The consumer wants no more, whatever it has granted.
  private boolean leaving;

  ProducerLink(
      Outbound outbound,
      ActorRef<ConsumerController.Command<M>> consumer,
      long life,
      boolean durable) {
    this.outbound = outbound;
    this.consumer = consumer;
    this.life = life;
    this.durable = durable;
  }

  private long confirmed() {
    return settled + settling.size();
  }

  /// {@return how many more pieces may be sent}
  long demand() {
    return Math.max(0, room() - waiting.size());
  }

  private long room() {
    return leaving ? 0 : granted - confirmed() - settling.size() - unconfirmed.size();
  }

  /// {@return how many messages this consumer has been given and are not confirmed for good}
  int unconfirmed() {
    return messages;
  }

  void send(Accepted<M> message) {
    for (int index = 0; index < message.pieces(); index++) {
      waiting.add(new Part<>(message, index));
    }
    messages++;
    sendWaiting();
  }

  private void sendWaiting() {
    while (!waiting.isEmpty() && room() > 0) {
      Part<M> part = waiting.remove();
      unconfirmed.add(part);
      tell(confirmed() + unconfirmed.size(), part);
    }
  }

  private void tell(long sequence, Part<M> part) {
    outbound.offer( // what is lost here is asked for again
        consumer,
        new Wire.Sequenced<>(
            life, confirmed() + 1, sequence, durable, part.message.piece(part.index)));
  }

  /// Calls `onConfirmed` with each message that is confirmed now and was not before. It counts as
  /// unconfirmed until it is settled.
  void confirm(Wire.Request<M> request, Consumer<Accepted<M>> onConfirmed) {
    if (request.life() != life) {
      return; // numbers of a former life say nothing about this one's
    }
    while (confirmed() < request.confirmed() && !unconfirmed.isEmpty()) {
      Part<M> part = unconfirmed.remove();
      settling.add(part);
      if (part.isLast()) {
        onConfirmed.accept(part.message);
      }
    }
  }

  /// Forgets confirmed messages of the given numbers, in their order, up to the first other one.
  void settle(LongPredicate isSettled) {
    Part<M> first;
    while ((first = settling.peek()) != null && isSettled.test(first.message.number())) {
      settling.remove();
      settled++;
      if (first.isLast()) {
        messages--;
      }
    }
    sendWaiting();
  }

  /// Requests may be repeated and overtake each other, so none takes back what another has granted,
  /// and one that leaves does not come back; but it may have started anew, and then knows of no
  /// life. What it is sent because a request of that kind comes late, it leaves to others, at its
  /// end.
  void grant(Wire.Request<M> request) {
    boolean known = request.life() == life;
    leaving = request.window() == 0 || (leaving && known);
    granted = Math.max(granted, (known ? request.confirmed() : 0) + request.window());
    if (request.resend()) {
      long received = known ? request.received() : 0;
      long sequence = confirmed();
      for (Part<M> part : unconfirmed) {
        if (++sequence > received) {
          tell(sequence, part);
        }
      }
    }
    sendWaiting();
  }

  /// Calls `onLeft` with each message that this consumer has not confirmed, the newest first.
  void giveBack(Consumer<Accepted<M>> onLeft) {
    for (Deque<Part<M>> parts : List.of(waiting, unconfirmed)) {
      for (Part<M> part : parts.reversed()) {
        if (part.isLast()) {
          onLeft.accept(part.message);
        }
      }
    }
  }
}

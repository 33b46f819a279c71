package io.aether.actor.delivery;

import io.aether.actor.ActorRef;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongPredicate;

/// The producer's side of the link to one consumer. Sequence numbers belong to this link and count
/// pieces: a message is one piece, or as many pieces as it has chunks.
///
///     settled < ... confirmed < ............ sent <= granted
///             `- settling -'  `- unconfirmed -'   `- waiting -'
///
/// A piece in `settling` has been confirmed by the consumer, but the durable queue has not stored
/// the confirmation yet; without a queue there are no such pieces. A piece in `waiting` belongs to
/// a message that has been sent in part or is about to be sent. Since a message is confirmed as a
/// whole, no message is in both `settling` and `unconfirmed`.
///
/// Pieces in `settling` count in the window, like unconfirmed ones. So if the controller restarts,
/// it sends the consumer at most a window of pieces that it has already handled.
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

  /// The number of messages whose last piece is in one of the three queues.
  private int messages;

  /// Whether the consumer accepts no more messages, even those that it has granted.
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

  /// {@return how many messages have been given to this consumer and are not settled}
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
    outbound.offer( // requested again if it is lost
        consumer,
        new Wire.Sequenced<>(
            life, confirmed() + 1, sequence, durable, part.message.piece(part.index)));
  }

  /// Calls `onConfirmed` with each message that is newly confirmed. The message counts as
  /// unconfirmed until it is settled.
  void confirm(Wire.Request<M> request, Consumer<Accepted<M>> onConfirmed) {
    if (request.life() != life) {
      return; // the numbers belong to a previous life
    }
    while (confirmed() < request.confirmed() && !unconfirmed.isEmpty()) {
      Part<M> part = unconfirmed.remove();
      settling.add(part);
      if (part.isLast()) {
        onConfirmed.accept(part.message);
      }
    }
  }

  /// Removes confirmed messages that are settled, in order, up to the first one that is not.
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

  /// Requests may be repeated and overtake each other, so no request revokes what another has
  /// granted, and a consumer that is leaving stays so. But the consumer may have restarted, and
  /// then its request names no life. If such a request arrives late, the messages sent because of
  /// it go to other consumers when this one stops.
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

  /// Calls `onLeft` with each message that this consumer has not confirmed, newest first.
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

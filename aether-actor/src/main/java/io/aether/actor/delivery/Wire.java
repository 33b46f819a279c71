package io.aether.actor.delivery;

import io.aether.actor.ActorRef;
import io.aether.actor.Outcome;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The messages between the controllers, and from a controller to itself.
///
/// The messages of the protocol describe states, not events, so any of them may be lost, repeated
/// or overtaken. The consumer's side drives the protocol: it sends its progress at intervals and
/// whenever it changes, and the producer's side sends the missing messages.
final class Wire {

  private Wire() {}

  /// From the consumer's side to the producer's: its progress. The first request registers the
  /// consumer.
  ///
  /// @param consumer the recipient of the messages
  /// @param life the life of the link to which the numbers belong; 0 if it is not known yet
  /// @param confirmed all pieces up to this sequence number have been confirmed
  /// @param received all pieces up to this sequence number have arrived
  /// @param window how many unconfirmed pieces are accepted; 0 if no more will ever be accepted
  /// @param resend whether to send again the pieces that have been sent and not received
  record Request<M>(
      ActorRef<ConsumerController.Command<M>> consumer,
      long life,
      long confirmed,
      long received,
      int window,
      boolean resend)
      implements ProducerController.Command<M> {}

  /// From the producer's side to the consumer's: a message, or a part of one.
  ///
  /// @param life the life of the link to this consumer; each life counts from the beginning
  /// @param floor all pieces before this sequence number have been confirmed and are not sent again
  /// @param sequence the position of the piece among those sent to this consumer
  /// @param durable whether message numbers are kept across lives, because a queue stores them
  record Sequenced<M>(long life, long floor, long sequence, boolean durable, Piece<M> piece)
      implements ConsumerController.Command<M> {}

  /// A message that has been accepted, or a chunk of one.
  sealed interface Piece<M> {
    /// {@return the place of the message among all accepted ones}
    long number();

    /// {@return whether the message is complete with this piece}
    boolean isLast();
  }

  /// A whole message.
  record Parcel<M>(long number, M message) implements Piece<M> {
    @Override
    public boolean isLast() {
      return true;
    }
  }

  /// A part of the encoded form of a message.
  ///
  /// @param index its place among the chunks of the message, from 0
  /// @param count how many chunks the message has
  /// @param totalBytes the size of the whole encoded form
  record Chunk<M>(long number, int index, int count, int totalBytes, byte[] bytes)
      implements Piece<M> {
    @Override
    public boolean isLast() {
      return index == count - 1;
    }

    @Override
    public String toString() {
      return "Chunk %d of %d of message %d".formatted(index + 1, count, number);
    }
  }

  /// From a thread that blocks: asks to send this message.
  ///
  /// @param ticket holds the message, and decides the race between acceptance and withdrawal
  /// @param replyTo gets the outcome
  record Offer<M>(Ticket<M> ticket, boolean untilConfirmed, ActorRef<Answer> replyTo)
      implements ProducerController.Command<M> {}

  /// The sender of an offer has withdrawn it.
  record Withdrawn<M>(Ticket<M> ticket) implements ProducerController.Command<M> {}

  /// To the sender of an offer.
  ///
  /// @param number the number of the message; 0 if it has failed
  record Answer(long number, @Nullable DeliveryException failure) {}

  /// From an actor that has a request: the message that it sends.
  ///
  /// @param request the number of the request
  record Next<M>(long request, M message) implements ProducerController.Command<M> {}

  /// To itself: the outcome of an attempt to call the durable queue.
  record QueueOutcome<M>(long attempt, Outcome<Object> outcome)
      implements ProducerController.Command<M> {}

  /// To itself: an attempt has taken too long.
  record QueueTimeout<M>(long attempt) implements ProducerController.Command<M> {}

  /// To itself: the pause after a failed attempt is over.
  record QueueRetry<M>(long attempt) implements ProducerController.Command<M> {}

  /// To itself: the retry interval has passed.
  record Retry<M>() implements ConsumerController.Command<M> {}

  /// Holds a message until it is either accepted by the controller or withdrawn by its sender.
  /// Compared by identity. Thread-safe.
  static final class Ticket<M> {
    private static final long OPEN = 0;
    private static final long WITHDRAWN = -1;

    /// Written once, by the controller or by the sender; read by both.
    private final AtomicLong state = new AtomicLong(OPEN);

    /// Cleared by the thread that has written the state; read by the controller.
    private volatile @Nullable M message;

    /// Whether the message is stored, or accepted if there is no queue. Written by the controller,
    /// read by the sender.
    private volatile boolean stored;

    Ticket(M message) {
      this.message = message;
    }

    /// {@return whether the message has been neither accepted nor withdrawn}
    boolean isOpen() {
      return state.get() == OPEN;
    }

    /// {@return the message; null if it has been withdrawn or accepted}
    @Nullable M message() {
      return message;
    }

    /// {@return whether the sender had not withdrawn the message, which is then accepted}
    boolean accept(long number) {
      boolean accepted = state.compareAndSet(OPEN, number);
      if (accepted) {
        message = null;
      }
      return accepted;
    }

    /// {@return the number of the message if it was already accepted; negative if it is withdrawn
    /// now}
    long withdraw() {
      if (state.compareAndSet(OPEN, WITHDRAWN)) {
        message = null;
      }
      return state.get();
    }

    void setStored() {
      stored = true;
    }

    boolean isStored() {
      return stored;
    }
  }
}
